/** The reasons to doubt what instruments were found to cost, each with what to do about it. */
import { formatCount, plural } from '../format.ts'
import { samplesNeeded } from '../latency/quantile-interval.ts'
import type { Warning } from '../run-record.ts'
import { type ArmCost, ROUNDS_MIN } from './arms.ts'

/** Below this the t interval is wide even where runs hardly differ. */
const ROUNDS_ADVISED = 6

export function overheadWarnings(costs: readonly ArmCost[]): Warning[] {
  return [...fewRounds(costs), ...noTail(costs), ...timedOut(costs)]
}

function fewRounds(costs: readonly ArmCost[]): Warning[] {
  const rounds = costs.flatMap(({ comparisons }) =>
    comparisons.map(({ rttP50S }) => rttP50S.rounds),
  )
  const fewest = Math.min(...rounds)
  if (rounds.length === 0 || fewest >= ROUNDS_ADVISED) return []
  const had = `${plural(fewest, 'round')} of both arms`
  const message =
    fewest < ROUNDS_MIN
      ? `some ratios rest on ${had}: nothing can be concluded from fewer than ${ROUNDS_MIN}`
      : `some ratios rest on ${had}: their intervals are wide`
  return [{ code: 'few-rounds', message, advice: `Measure more: --rounds ${ROUNDS_ADVISED}.` }]
}

function noTail(costs: readonly ArmCost[]): Warning[] {
  const runs = costs.flatMap((cost) => cost.runs)
  const without = runs.filter(({ rttP99S }) => rttP99S === null)
  if (without.length === 0) return []
  const fewest = Math.min(...without.map(({ probes }) => probes))
  const needed = formatCount(samplesNeeded(0.99))
  return [
    {
      code: 'no-p99',
      message: `${without.length} of ${plural(runs.length, 'run')} had too few probes for a p99: it needs ${needed}, the least had ${formatCount(fewest)}`,
      advice: 'Make the runs longer (--duration) or the probes denser (--probe-interval).',
    },
  ]
}

/** What timed out has no RTT, which flatters exactly the arm that was slow. */
function timedOut(costs: readonly ArmCost[]): Warning[] {
  const lossy = costs.flatMap(({ name, runs }) => {
    const lost = runs.reduce((sum, run) => sum + run.timedOut, 0)
    const probes = runs.reduce((sum, run) => sum + run.probes, 0)
    return lost === 0 ? [] : [`${name}: ${formatCount(lost)} of ${formatCount(probes)}`]
  })
  if (lossy.length === 0) return []
  return [
    {
      code: 'probes-timed-out',
      message: `probes timed out and have no RTT (${lossy.join('; ')})`,
      advice: 'Their percentiles are too low by that: raise --probe-timeout.',
    },
  ]
}
