/**
 * What instruments cost. Arms are ways of measuring the same cluster; each round runs every arm once, in
 * random order. The run is the unit: an arm's ratio to another is the geometric mean, over the rounds
 * in which both ran, of the quotients of their runs, so what slows a whole round cancels out.
 */
import { mean } from 'simple-statistics'
import { estimateMean } from '../comparison/student-t.ts'

/** What one run of an arm showed; null where there were too few samples. */
export type ArmRun = {
  readonly round: number
  readonly rttP50S: number | null
  readonly rttP99S: number | null
  /** CPU of an agent's process, mean over the agents. */
  readonly cpuCores: number | null
  readonly probes: number
  readonly timedOut: number
}

export const OVERHEAD_METRICS = ['rttP50S', 'rttP99S', 'cpuCores'] as const
export type OverheadMetric = (typeof OVERHEAD_METRICS)[number]

export type Ratio = {
  /** Rounds in which both arms have the figure. */
  readonly rounds: number
  readonly ratio: number | null
  /** 95 %; null where rounds are too few to conclude anything. */
  readonly interval: readonly [number, number] | null
}

export type ArmComparison = { readonly baseline: string } & Readonly<Record<OverheadMetric, Ratio>>

export type ArmCost = {
  readonly name: string
  readonly runs: readonly ArmRun[]
  /** Over its runs, the geometric mean of what each of them showed. */
  readonly typical: Readonly<Record<OverheadMetric, number | null>>
  readonly comparisons: readonly ArmComparison[]
}

export type MeasuredArm = {
  readonly name: string
  readonly runs: readonly ArmRun[]
  /** Names of the arms it is compared with. */
  readonly baselines: readonly string[]
}

/** From fewer, an interval would say more about luck than about cost. */
export const ROUNDS_MIN = 3

export function armCosts(arms: readonly MeasuredArm[]): ArmCost[] {
  const runsOf = new Map(arms.map(({ name, runs }) => [name, runs]))
  return arms.map(({ name, runs, baselines }) => ({
    name,
    runs,
    typical: byMetric((metric) => geometricMean(runs.flatMap((run) => figureOf(run, metric)))),
    comparisons: baselines.flatMap((baseline) => {
      const others = runsOf.get(baseline)
      if (others === undefined) return []
      return [{ baseline, ...byMetric((metric) => ratioOf(runs, others, metric)) }]
    }),
  }))
}

/** How `runs` compare with those of the `baseline` in the same rounds. */
export function ratioOf(
  runs: readonly ArmRun[],
  baseline: readonly ArmRun[],
  metric: OverheadMetric,
): Ratio {
  const logs = runs.flatMap((run) => {
    const other = baseline.find(({ round }) => round === run.round)
    const [value] = figureOf(run, metric)
    const [base] = other === undefined ? [] : figureOf(other, metric)
    return value === undefined || base === undefined ? [] : [Math.log(value / base)]
  })
  const estimate = estimateMean(logs)
  if (estimate === undefined) return { rounds: 0, ratio: null, interval: null }
  const { count, interval } = estimate
  return {
    rounds: count,
    ratio: Math.exp(estimate.mean),
    interval:
      interval === undefined || count < ROUNDS_MIN
        ? null
        : [Math.exp(interval[0]), Math.exp(interval[1])],
  }
}

/** A figure that is there and above zero, which is all that a ratio can be made of. */
function figureOf(run: ArmRun, metric: OverheadMetric): [number] | [] {
  const value = run[metric]
  return value !== null && value > 0 ? [value] : []
}

function geometricMean(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.exp(mean(values.map(Math.log)))
}

function byMetric<T>(of: (metric: OverheadMetric) => T): Record<OverheadMetric, T> {
  return { rttP50S: of('rttP50S'), rttP99S: of('rttP99S'), cpuCores: of('cpuCores') }
}
