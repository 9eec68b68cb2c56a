/**
 * Round trips at a probe a second: the floor in C, the floor in TypeScript, and our agents over both
 * transports, in rounds of random order, so that what the machine does in the meantime meets all of them.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../../agent/index.ts'
import {
  formatDuration,
  formatInterval,
  formatPercent,
  summarizeLatency,
} from '../../../analysis/index.ts'
import { nearestRank } from '../../../analysis/latency/summarize-latency.ts'
import { measureFloor } from '../../../harness/floor/measure-floor.ts'
import type { RunOptions } from '../../../harness/run-options.ts'
import { type AgentRun, runAgents } from './agent-run.ts'
import { probeInC } from './c-floor.ts'
import { ratioOfRounds, shuffled } from './spread.ts'
import { printTable, printTargets, ratioTarget } from './targets.ts'

export type RoundTripPlan = {
  readonly program: string
  readonly rounds: number
  /** Between the probes of one agent, or of one pair. */
  readonly gapMs: number
  readonly durationMs: number
  readonly seed: number
}

/** As many agents as pairs, each probing once per gap. */
const PROBERS = 4

const ARMS = ['C, epoll', 'TypeScript, no protocol', 'ffi', 'ffi, no spans', 'dgram'] as const
type Arm = (typeof ARMS)[number]

export async function roundTrips(plan: RoundTripPlan): Promise<void> {
  const random = seededRandom(plan.seed, 0)
  const samples = new Map<Arm, (readonly number[])[]>(ARMS.map((arm) => [arm, []]))
  const runs = new Map<Arm, AgentRun[]>(ARMS.map((arm) => [arm, []]))
  for (let round = 1; round <= plan.rounds; round++) {
    for (const arm of shuffled(ARMS, random)) {
      console.error(`round ${round} of ${plan.rounds}: ${arm}`)
      const { rttS, run } = await measure(arm, plan, random)
      samples.get(arm)?.push(rttS)
      if (run !== undefined) runs.get(arm)?.push(run)
    }
  }
  printArms(samples, runs, plan.gapMs)
  const perRound = (arm: Arm, q: number) => (samples.get(arm) ?? []).map((of) => rank(of, q))
  const ratio = (one: Arm, other: Arm, q: number) =>
    ratioOfRounds(perRound(one, q), perRound(other, q))
  printTargets([
    ratioTarget('RTT p50, ffi / C', ratio('ffi', 'C, epoll', 0.5), { most: 1.25 }),
    ratioTarget('RTT p50, ffi / dgram', ratio('ffi', 'dgram', 0.5), { most: 0.35 }),
    ratioTarget('RTT p99, ffi / C', ratio('ffi', 'C, epoll', 0.99), { most: 2.5 }),
    ratioTarget('RTT p50, spans on / off', ratio('ffi', 'ffi, no spans', 0.5), { most: 1.02 }),
  ])
}

async function measure(
  arm: Arm,
  plan: RoundTripPlan,
  random: () => number,
): Promise<{ readonly rttS: readonly number[]; readonly run?: AgentRun }> {
  if (arm === 'C, epoll') {
    return {
      rttS: await inPairs(plan, random, (count) => probeInC(plan.program, plan.gapMs, count)),
    }
  }
  if (arm === 'TypeScript, no protocol') {
    const { signal } = new AbortController()
    const probe = async (count: number) => {
      return [...(await measureFloor({ gapMs: plan.gapMs, count, signal })).rttS]
    }
    return { rttS: await inPairs(plan, random, probe) }
  }
  const run = await runAgents({
    nodes: PROBERS,
    durationMs: plan.durationMs,
    seed: Math.floor(random() * 2 ** 32),
    protocol: plan.gapMs === 1000 ? {} : { probeIntervalMs: plan.gapMs },
    ...optionsOf(arm),
  })
  return { rttS: run.rttS, run }
}

function optionsOf(arm: Arm): Pick<RunOptions, 'transport' | 'spans'> {
  return { transport: arm === 'dgram' ? 'dgram' : 'ffi', spans: arm !== 'ffi, no spans' }
}

/** Several probers at once, out of step with each other as agents are. */
async function inPairs(
  { gapMs, durationMs }: RoundTripPlan,
  random: () => number,
  probe: (count: number) => Promise<number[]>,
): Promise<number[]> {
  const delaysMs = Array.from({ length: PROBERS }, () => random() * gapMs)
  const all = await Promise.all(
    delaysMs.map(async (delayMs) => {
      await sleep(delayMs)
      return probe(Math.max(1, Math.round(durationMs / gapMs)))
    }),
  )
  return all.flat()
}

function printArms(
  samples: ReadonlyMap<Arm, readonly (readonly number[])[]>,
  runs: ReadonlyMap<Arm, readonly AgentRun[]>,
  gapMs: number,
): void {
  const right = (header: string) => ({ header, align: 'right' }) as const
  const left = (header: string) => ({ header, align: 'left' }) as const
  const rows = ARMS.map((arm) => {
    const { count, p50, p99, max, intervals } = summarizeLatency([
      Float64Array.from((samples.get(arm) ?? []).flat()),
    ])
    const of = runs.get(arm) ?? []
    return [
      arm,
      String(count),
      formatDuration(p50),
      formatInterval(intervals.p50),
      formatDuration(p99),
      formatInterval(intervals.p99),
      formatDuration(max),
      of.length === 0 ? '' : formatPercent(meanOf(of, 'processCores')),
      of.length === 0 ? '' : formatDuration(telemetryPerCycleS(of, gapMs)),
    ]
  })
  const columns = [
    left('RTT'),
    right('n'),
    right('p50'),
    left('95 % interval'),
    right('p99'),
    left('95 % interval'),
    right('max'),
    right('CPU per agent'),
    right('telemetry thread per cycle'),
  ]
  printTable(columns, rows)
}

/** Everything that the thread does in the time of one cycle, timers and exports too. */
function telemetryPerCycleS(runs: readonly AgentRun[], gapMs: number): number {
  return meanOf(runs, 'mainThreadCores') * (gapMs / 1000)
}

function meanOf(runs: readonly AgentRun[], what: 'processCores' | 'mainThreadCores'): number {
  const all = runs.flatMap(({ cpu }) => cpu.map((one) => one[what]))
  return all.reduce((sum, cores) => sum + cores, 0) / all.length
}

function rank(samples: readonly number[], q: number): number {
  return nearestRank(Float64Array.from(samples).sort(), q)
}
