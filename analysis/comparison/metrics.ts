/** What runs are compared by: every metric's name, unit, direction, and where it stands in a run record. */
import { median } from 'simple-statistics'
import type { Distribution, RunRecord } from '../run-record.ts'

/** What a metric's numbers are, wherever they come from. */
export type Quantity = {
  readonly id: string
  readonly title: string
  readonly unit: 'seconds' | 'bytes' | 'share' | 'count' | 'per-second' | 'number'
  readonly better: 'lower' | 'higher'
  /**
   * For metrics that are zero when all is well, of which no quotient can be made: they are compared by
   * difference, and this is the smallest one that matters, in the unit and a run. Others: null.
   */
  readonly marginAbsolute: number | null
  /** Whether it is made of the machine's round trip, so that dividing by the floor means something. */
  readonly scalesWithFloor: boolean
}

export type Metric = Quantity & { readonly of: (record: RunRecord) => number | null }

type Source = (record: RunRecord) => Distribution

/** As in titles and ids; the record's own names in the second place. */
const PERCENTILES = [
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p95', 'p95'],
  ['p99', 'p99'],
  ['p99.9', 'p999'],
] as const

/** An event that must not happen at all: one in two runs matters. */
const RARE_EVENT = 0.5
/** One probe in a thousand. */
const LOST_SHARE = 0.001

/** What decides unless the user says otherwise. */
export const DEFAULT_PRIMARY = ['rtt.p50', 'rtt.p99'] as const

export const METRICS: readonly Metric[] = [
  ...latencies('rtt', 'RTT', true, (record) => record.rtt),
  ...latencies('lag', 'lag', false, (record) => record.lag),
  cost('cpu.perAgent', 'CPU per agent (cores)', 'number', ({ cpu }) => cpu.perAgent),
  cost('memory.perAgent', 'memory per agent', 'bytes', ({ memory }) => memory.rssBytesPerAgent),
  cost('messages.perAgent', 'messages per agent', 'per-second', ({ messages }) =>
    positive(messages.sentPerMemberPerSecond),
  ),
  cost('messages.bytesPerAgent', 'bytes sent per agent and second', 'bytes', ({ messages }) =>
    positive(messages.bytesPerMemberPerSecond),
  ),
  {
    ...cost('probes.lost', 'probes lost', 'share', lostShare),
    marginAbsolute: LOST_SHARE,
  },
  cost('convergence', 'time to converge', 'seconds', ({ convergenceS }) => convergenceS),
  cost('detection.first', 'first detection', 'seconds', (record) =>
    medianOf(record.detection.map(({ firstDeadS }) => firstDeadS)),
  ),
  cost('detection.all', 'detection by all', 'seconds', (record) =>
    medianOf(record.detection.map(({ allDeadS }) => allDeadS)),
  ),
  {
    ...cost(
      'falsePositives.suspicions',
      'healthy members suspected',
      'count',
      (record) => record.falsePositives.suspicions,
    ),
    marginAbsolute: RARE_EVENT,
  },
  {
    ...cost(
      'falsePositives.deaths',
      'healthy members declared dead',
      'count',
      (record) => record.falsePositives.deaths,
    ),
    marginAbsolute: RARE_EVENT,
  },
  cost('floor.p50', 'floor p50', 'seconds', floorP50S),
]

/** The median floor of a run: the mean of the one before it and the one after it, or the one that there is. */
export function floorP50S({ floor }: RunRecord): number | null {
  const medians = [floor?.before?.p50, floor?.after?.p50].filter((p50) => typeof p50 === 'number')
  return medians.length === 0 ? null : medians.reduce((sum, p50) => sum + p50, 0) / medians.length
}

function latencies(id: string, title: string, scalesWithFloor: boolean, of: Source): Metric[] {
  const metric = (name: string, value: Metric['of']): Metric => ({
    ...cost(`${id}.${name}`, `${title} ${name}`, 'seconds', value),
    scalesWithFloor,
  })
  return [
    ...PERCENTILES.map(([name, key]) => metric(name, (record) => of(record)[key])),
    metric('mean', (record) => of(record).mean),
  ]
}

/** Something of which less is better. */
function cost(id: string, title: string, unit: Quantity['unit'], of: Metric['of']): Metric {
  return { id, title, unit, better: 'lower', marginAbsolute: null, scalesWithFloor: false, of }
}

/** Zero messages is what a run has that measured nothing. */
function positive(value: number): number | null {
  return value > 0 ? value : null
}

function lostShare({ probes }: RunRecord): number | null {
  return probes.sent === 0 ? null : probes.timedOut / probes.sent
}

/** A crash that was never detected has no time; with it the median would be a lie, so there is none. */
function medianOf(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 || known.length < times.length ? null : median(known)
}
