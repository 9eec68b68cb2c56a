/**
 * Four agents that probe a thousand times a second: whether they keep up, with ordinary and with real-time
 * priority. Before them, four C programs that only wake up as often: what the machine itself makes them skip.
 */
import {
  formatCount,
  formatDuration,
  formatPercent,
  type RunRecord,
} from '../../../analysis/index.ts'
import { runAgents } from './agent-run.ts'
import { skippedInC } from './c-floor.ts'
import { atMost, printTable, printTargets, type Target } from './targets.ts'

const AGENTS = 4
const GAP_MS = 1
const COLUMNS = ['intended', 'skipped', 'share', 'timed out', 'lag p99', 'RTT p50']

export type FastPlan = {
  readonly program: string
  readonly durationMs: number
  readonly seed: number
}

export async function fast(plan: FastPlan): Promise<void> {
  const rows: string[][] = []
  const targets: Target[] = []
  for (const isRealtime of [false, true]) {
    const priority = isRealtime ? 'real-time' : 'ordinary'
    let skipped: number
    try {
      skipped = await skippedByMachine(plan, isRealtime)
    } catch (error) {
      console.log(`no ${priority} priority here: ${(error as Error).message}`)
      continue
    }
    const { record } = await runAgents({
      nodes: AGENTS,
      protocol: { probeIntervalMs: GAP_MS },
      durationMs: plan.durationMs,
      seed: plan.seed,
      realtime: isRealtime,
    })
    const intended = (AGENTS * plan.durationMs) / GAP_MS
    rows.push(
      [`C, only waking up, ${priority}`, ...shares(skipped, intended)],
      rowOf(priority, record),
    )
    targets.push(...targetsOf(priority, record))
  }
  const numbers = COLUMNS.map((header) => ({ header, align: 'right' }) as const)
  printTable([{ header: '', align: 'left' }, ...numbers], rows)
  printTargets(targets)
}

async function skippedByMachine(
  { program, durationMs }: FastPlan,
  isRealtime: boolean,
): Promise<number> {
  const ticks = { gapMs: GAP_MS, count: durationMs / GAP_MS, isRealtime }
  const programs = Array.from({ length: AGENTS }, () => skippedInC(program, ticks))
  return (await Promise.all(programs)).reduce((sum, count) => sum + count, 0)
}

function shares(skipped: number, intended: number): string[] {
  return [formatCount(intended), formatCount(skipped), formatPercent(skipped / intended)]
}

function rowOf(priority: string, { probes, lag, rtt }: RunRecord): string[] {
  return [
    `agents, ${priority}`,
    ...shares(probes.skipped, probes.intended),
    formatCount(probes.timedOut),
    formatDuration(lag.p99),
    formatDuration(rtt.p50),
  ]
}

function targetsOf(priority: string, { lag, probes, telemetry }: RunRecord): Target[] {
  return [
    atMost(`lag p99, ${priority}`, lag.p99 ?? Number.NaN, 0.001, formatDuration),
    atMost(`cycles skipped, ${priority}`, probes.skipped, 0),
    atMost(`events and spans dropped, ${priority}`, telemetry.dropped + telemetry.eventsDropped, 0),
  ]
}
