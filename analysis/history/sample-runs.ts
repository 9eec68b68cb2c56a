/**
 * Plain samples → the values of runs, and what their metrics are. In a list of values every number is a
 * run's; a list of a run's samples is summed up by its mean and percentiles, each a metric.
 */
import type { RunValues } from '../comparison/comparison.ts'
import type { Quantity } from '../comparison/metrics.ts'
import {
  PERCENTILE_LABELS,
  PERCENTILE_NAMES,
  summarizeLatency,
} from '../latency/summarize-latency.ts'

type SampleUnit = Pick<Quantity, 'unit' | 'better'> & {
  /** What a number of the file has to be multiplied by. */
  readonly factor: number
}

/** By the name that plain samples may be given. */
export const SAMPLE_UNITS: Readonly<Record<string, SampleUnit>> = {
  ns: { unit: 'seconds', better: 'lower', factor: 1e-9 },
  us: { unit: 'seconds', better: 'lower', factor: 1e-6 },
  µs: { unit: 'seconds', better: 'lower', factor: 1e-6 },
  ms: { unit: 'seconds', better: 'lower', factor: 1e-3 },
  s: { unit: 'seconds', better: 'lower', factor: 1 },
  B: { unit: 'bytes', better: 'lower', factor: 1 },
  KiB: { unit: 'bytes', better: 'lower', factor: 1024 },
  MiB: { unit: 'bytes', better: 'lower', factor: 1024 ** 2 },
  '%': { unit: 'share', better: 'lower', factor: 0.01 },
  '/s': { unit: 'per-second', better: 'higher', factor: 1 },
}

const PLAIN: SampleUnit = { unit: 'number', better: 'lower', factor: 1 }

/** The metric of a list of values. */
const VALUE = 'value'
const MEAN = 'mean'

export type SampleRuns = {
  readonly runs: readonly RunValues[]
  /** The metrics that at least one run has, the one that says most first. */
  readonly quantities: readonly Quantity[]
}

export type SampleList = { readonly name: string; readonly samples: readonly number[] }

/** Of `values` each is a run, of `runs` each list is one; a list with nothing in it is none. */
export function sampleRuns(
  shape: 'values' | 'runs',
  lists: readonly SampleList[],
  unitName: string | undefined,
): SampleRuns {
  const unit = unitName === undefined ? PLAIN : (SAMPLE_UNITS[unitName] ?? PLAIN)
  const runs =
    shape === 'values'
      ? lists
          .flatMap(({ samples }) => samples)
          .map((value, index) => runOf(`#${index + 1}`, { [VALUE]: value * unit.factor }))
      : lists
          .filter(({ samples }) => samples.length > 0)
          .map(({ name, samples }) => runOf(name, summary(samples, unit.factor)))
  const isMeasured = ({ id }: Quantity) => runs.some((run) => typeof run.values[id] === 'number')
  return { runs, quantities: quantities(shape, unit).filter(isMeasured) }
}

function runOf(id: string, values: RunValues['values']): RunValues {
  return { id, values, startedAt: null, floorP50S: null }
}

/** A percentile that has too few samples is null. */
function summary(samples: readonly number[], factor: number): Record<string, number | null> {
  const spread = summarizeLatency([Float64Array.from(samples, (value) => value * factor)])
  const percentiles = PERCENTILE_NAMES.map((name) => [PERCENTILE_LABELS[name], spread[name]])
  return { ...Object.fromEntries(percentiles), [MEAN]: spread.mean }
}

function quantities(shape: 'values' | 'runs', { unit, better }: SampleUnit): Quantity[] {
  const ids =
    shape === 'values'
      ? [VALUE]
      : [...PERCENTILE_NAMES.map((name) => PERCENTILE_LABELS[name]), MEAN]
  return ids.map((id) => ({
    id,
    title: id,
    unit,
    better,
    marginAbsolute: null,
    scalesWithFloor: false,
  }))
}
