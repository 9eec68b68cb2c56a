/**
 * Measures what instruments cost: short runs of the same cluster, arm by arm and round by round.
 * What has been measured is kept when it is interrupted; a run that fails is told of and left out.
 */
import type { ProtocolConfig, TransportChoice } from '../../agent/index.ts'
import {
  type ArmCost,
  type ArmRun,
  armCosts,
  type Environment,
  formatDuration,
  formatDurationShort,
  overheadWarnings,
  plural,
  type RunRecord,
  type Warning,
} from '../../analysis/index.ts'
import { thisMachine } from '../doctor/examine.ts'
import { interrupted, UserError } from '../errors.ts'
import type { RunObserver } from '../run-options.ts'
import { TOOLS } from '../tools/registry.ts'
import type { Arm, ArmName } from './arms.ts'
import { planRuns, RunTimes } from './plan.ts'
import { runArm } from './run-arm.ts'

export type OverheadOptions = {
  readonly arms: readonly Arm[]
  readonly rounds: number
  readonly nodes: number
  /** Of each run. */
  readonly durationMs: number
  readonly warmupMs: number
  readonly preset: string
  readonly protocol: ProtocolConfig
  readonly transport: TransportChoice
  readonly seed: number
  /** Where the runs are to be kept; undefined throws them away. */
  readonly keepDir: string | undefined
  readonly signal: AbortSignal
}

export type Overhead = {
  readonly outcome: 'complete' | 'interrupted'
  readonly seed: number
  readonly nodes: number
  readonly rounds: number
  readonly runDurationS: number
  readonly preset: string
  readonly probeIntervalS: number
  readonly transport: string
  readonly commit: RunRecord['commit']
  readonly environment: Environment
  readonly arms: readonly (ArmCost & { readonly label: string })[]
  /** Arms that this machine cannot measure. */
  readonly skipped: readonly SkippedArm[]
  readonly warnings: readonly Warning[]
}

type SkippedArm = {
  readonly name: ArmName
  readonly label: string
  readonly reason: string
  readonly advice: string
}

type Measured = {
  readonly finished: readonly { readonly arm: Arm; readonly run: ArmRun }[]
  readonly failures: readonly Failure[]
  /** Of the first run that was finished: what is the same for all of them. */
  readonly sample: RunRecord | undefined
  readonly isWhole: boolean
}
type Failure = { readonly error: UserError; readonly warning: Warning }

export async function measureOverhead(
  options: OverheadOptions,
  observer: RunObserver,
): Promise<Overhead> {
  const { arms, skipped } = await measurable(options.arms)
  for (const { label, reason, advice } of skipped) {
    observer.note(`Leaving out ${label}: ${reason}. ${advice}`)
  }
  if (arms.length < 2) {
    throw new UserError('there is nothing to compare with the baseline', {
      suggestion: skipped[0]?.advice ?? 'Name another arm with --arm.',
    })
  }
  const { finished, failures, sample, isWhole } = await runAll(arms, options, observer)
  if (sample === undefined) {
    if (!options.signal.aborted) throw failures[0]?.error
    throw interrupted('interrupted before any run was finished')
  }
  const costs = armCosts(
    arms.map(({ name, baselines }) => {
      const runs = finished.filter(({ arm }) => arm.name === name).map(({ run }) => run)
      return { name, runs, baselines }
    }),
  )
  return {
    outcome: isWhole ? 'complete' : 'interrupted',
    seed: options.seed,
    nodes: options.nodes,
    rounds: options.rounds,
    runDurationS: options.durationMs / 1000,
    preset: options.preset,
    probeIntervalS: options.protocol.probeIntervalMs / 1000,
    transport: sample.implementation.transport,
    commit: sample.commit,
    environment: sample.environment,
    arms: costs.map((cost, index) => ({ ...cost, label: arms[index]?.label ?? cost.name })),
    skipped,
    warnings: [...overheadWarnings(costs), ...failures.map(({ warning }) => warning)],
  }
}

/** The arms whose tool can be used here, and the others with what would help. */
async function measurable(
  wanted: readonly Arm[],
): Promise<{ readonly arms: readonly Arm[]; readonly skipped: readonly SkippedArm[] }> {
  const machine = thisMachine()
  const arms: Arm[] = []
  const skipped: SkippedArm[] = []
  for (const arm of wanted) {
    const { name, label, tool } = arm
    const found =
      tool === undefined ? { ok: true as const } : await TOOLS[tool].availability(machine)
    if (found.ok) arms.push(arm)
    else skipped.push({ name, label, reason: found.reason, advice: found.advice })
  }
  return { arms, skipped }
}

/** All runs of the plan, or as many as there was time for. */
async function runAll(
  arms: readonly Arm[],
  options: OverheadOptions,
  observer: RunObserver,
): Promise<Measured> {
  const { durationMs, warmupMs, rounds, seed, signal } = options
  const finished: { arm: Arm; run: ArmRun }[] = []
  const failures: Failure[] = []
  let sample: RunRecord | undefined
  const times = new RunTimes(durationMs + warmupMs)
  const plan = planRuns(arms, rounds, seed)
  observer.note(`${plural(plan.length, 'run')}, about ${roughly(times.leftMs(plan))}; seed ${seed}`)
  for (const [index, planned] of plan.entries()) {
    const { round, arm } = planned
    const beganAtMs = performance.now()
    const told = await runArm(planned, options, observer)
    const isError = told instanceof UserError
    if (signal.aborted && (isError || told.outcome !== 'complete')) break
    times.took(arm, performance.now() - beganAtMs)
    const rest = plan.slice(index + 1)
    const left = rest.length === 0 ? '' : `; about ${roughly(times.leftMs(rest))} left`
    const where = `round ${round} of ${rounds}, ${arm.label}`
    if (isError) {
      failures.push(failureOf(where, told))
      observer.note(`${where}: failed: ${told.message}${left}`)
      // When nothing works in a whole round, nobody should wait for the others to fail too.
      if (sample === undefined && failures.length === arms.length) break
    } else {
      sample ??= told
      finished.push({ arm, run: armRun(round, told) })
      observer.note(`${where}: RTT p50 ${formatDuration(told.rtt.p50)}${left}`)
    }
  }
  const isWhole = finished.length + failures.length === plan.length
  return { finished, failures, sample, isWhole }
}

function failureOf(where: string, error: UserError): Failure {
  const { message, suggestion } = error
  const warning = {
    code: 'run-failed',
    message: `${where}: ${message}`,
    advice: suggestion ?? null,
  }
  return { error, warning }
}

function armRun(round: number, { rtt, cpu, probes }: RunRecord): ArmRun {
  const { sent, timedOut } = probes
  const [rttP50S, rttP99S, cpuCores] = [rtt.p50, rtt.p99, cpu.perAgent]
  return { round, rttP50S, rttP99S, cpuCores, probes: sent, timedOut }
}

function roughly(ms: number): string {
  return formatDurationShort(Math.round(ms / 1000))
}
