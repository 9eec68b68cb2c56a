/**
 * Who thought what of whom: a strip per member over time, filled by the share of agents that thought
 * it alive, suspect, dead or left. Members that nobody ever doubted share one strip, so that the
 * chart reads the same at four agents and at two hundred.
 */
import { type Outage, outagesOf } from '../detection/outages.ts'
import { plural } from '../format.ts'
import type { RunRecord } from '../run-record.ts'
import { VIEW_STATUSES, type ViewCounts, viewCounts } from '../views/view-counts.ts'
import { viewIntervals } from '../views/view-intervals.ts'
import type { ViewChange } from '../views.ts'
import { axisLook, round, timeAxis } from './axes.ts'
import { baseOption, type Chart, type ChartOption, color, fn, type Json, legend } from './chart.ts'
import { doubtTable } from './doubt-table.ts'
import { shortNames } from './short-names.ts'

/** Up to this many members all get a strip of their own. */
const ALL_ROWS_MAX = 16
/** Doubted members beyond these, by how long they were doubted, are put together as well. */
const DOUBTED_ROWS_MAX = 40
const COLUMNS = 800
/** Stacking order from the bottom of a strip: what is worst stands first. */
const STACKED = [2, 1, 3, 0] as const
/** Ground truth, beside what the agents thought. */
const DOWN = 'really down'

export type MemberViewsInput = {
  readonly changes: readonly ViewChange[]
  readonly members: readonly string[]
  readonly durationS: number
  readonly faults: RunRecord['faults']
}

type Strip = {
  readonly name: string
  /** Undefined for the strip that stands for several. */
  readonly member: string | undefined
  readonly steps: readonly ViewCounts[]
}

type Part = { row: number; fromS: number; toS: number; low: number; high: number }

export function memberViewsChart({ changes, members, durationS, faults }: MemberViewsInput): Chart {
  const range = { fromS: 0, toS: durationS, resolutionS: durationS / COLUMNS }
  const outages = outagesOf(faults)
  const counts = viewCounts(viewIntervals(changes, durationS, outages), members, outages, range)
  const strips = stripsOf(counts, shortNames(members))
  const shown = VIEW_STATUSES.filter((_, status) =>
    strips.some((strip) => strip.steps.some((step) => (step.counts[status] as number) > 0)),
  )
  const rowPx = Math.min(30, Math.max(14, 320 / strips.length))
  return {
    id: 'member-views',
    title: 'Members’ views over time',
    summary: summarize(counts, outages),
    heightPx: Math.round(84 + strips.length * rowPx),
    option: baseOption({
      legend: {
        ...legend([...shown, ...(outages.length > 0 ? [DOWN] : [])].map((name) => ({ name }))),
        show: true,
        selectedMode: false,
      },
      tooltip: { show: false },
      xAxis: timeAxis(0, durationS),
      yAxis: {
        type: 'category',
        data: strips.map((strip) => strip.name),
        inverse: true,
        ...axisLook(),
        splitLine: { show: false },
        axisLabel: { color: color('muted'), interval: 0, fontSize: rowPx < 16 ? 10 : 12 },
      },
      series: [
        ...VIEW_STATUSES.map((name, status) => stripSeries(name, status, strips)),
        outageSeries(strips, outages),
      ],
    }),
    table: doubtTable(counts),
  }
}

function stripSeries(
  name: (typeof VIEW_STATUSES)[number],
  status: number,
  strips: readonly Strip[],
) {
  const parts: Part[] = []
  strips.forEach((strip, row) => {
    for (const step of strip.steps) {
      const total = step.counts.reduce((sum, count) => sum + count, 0)
      const share = step.counts[status] as number
      if (share === 0) continue
      let below = 0
      for (const other of STACKED) {
        if (other === status) break
        below += step.counts[other] as number
      }
      const [low, high] = [round(below / total), round((below + share) / total)]
      const last = parts.at(-1)
      // One agent more or less changes nothing to see, and a seam would look as if it did.
      if (last?.row === row && last.toS === step.fromS && last.low === low && last.high === high) {
        last.toS = step.toS
      } else parts.push({ row, fromS: step.fromS, toS: step.toS, low, high })
    }
  })
  const data = parts.map(
    ({ row, fromS, toS, low, high }): Json => [row, round(fromS), round(toS), low, high, status],
  )
  return {
    name,
    type: 'custom',
    renderItem: fn('strip'),
    encode: { x: [1, 2], y: 0 },
    itemStyle: { color: color(name) },
    clip: true,
    silent: true,
    data,
  }
}

/** When a member was really down, as a thin line under its strip. */
function outageSeries(strips: readonly Strip[], outages: readonly Outage[]): ChartOption {
  const rows = new Map(strips.map(({ member }, row) => [member, row]))
  const data: Json[] = outages.flatMap(({ member, fromS, toS }): Json[] => {
    const row = rows.get(member)
    const end = Number.isFinite(toS) ? toS : Number.MAX_SAFE_INTEGER
    return row === undefined ? [] : [[row, round(fromS), end, -0.16, -0.02, 4]]
  })
  return {
    name: DOWN,
    type: 'custom',
    renderItem: fn('strip'),
    encode: { x: [1, 2], y: 0 },
    itemStyle: { color: color('ink') },
    clip: true,
    silent: true,
    data,
  }
}

/** Members of their own first, in address order, then the strip that stands for all others. */
function stripsOf(
  counts: ReadonlyMap<string, readonly ViewCounts[]>,
  short: (address: string) => string,
): Strip[] {
  const all = [...counts].map(([member, steps]) => ({
    name: short(member),
    member,
    steps,
    doubtedS: doubtedS(steps),
  }))
  if (all.length <= ALL_ROWS_MAX) return all
  const own = new Set(
    all
      .filter((strip) => strip.doubtedS > 0)
      .sort((a, b) => b.doubtedS - a.doubtedS)
      .slice(0, DOUBTED_ROWS_MAX),
  )
  const others = all.filter((strip) => !own.has(strip))
  const strips: Strip[] = all.filter((strip) => own.has(strip))
  if (others.length === 0) return strips
  return [
    ...strips,
    {
      name: `${others.length} others`,
      member: undefined,
      steps: sumOf(others.map((o) => o.steps)),
    },
  ]
}

/** Seconds in which at least one agent did not think the member alive. */
function doubtedS(steps: readonly ViewCounts[]): number {
  return steps
    .filter(({ counts: [, suspect, dead, left] }) => suspect + dead + left > 0)
    .reduce((sum, step) => sum + step.toS - step.fromS, 0)
}

function sumOf(lists: readonly (readonly ViewCounts[])[]): ViewCounts[] {
  const cuts = [...new Set(lists.flat().flatMap((step) => [step.fromS, step.toS]))].sort(
    (a, b) => a - b,
  )
  const next = lists.map(() => 0)
  return cuts.slice(0, -1).map((fromS, cut) => {
    const counts: [number, number, number, number] = [0, 0, 0, 0]
    lists.forEach((steps, index) => {
      while ((steps[next[index] as number]?.toS ?? Number.POSITIVE_INFINITY) <= fromS) {
        next[index] = (next[index] as number) + 1
      }
      const step = steps[next[index] as number]
      if (step === undefined || step.fromS > fromS) return
      for (const status of STACKED) counts[status] += step.counts[status]
    })
    return { fromS, toS: cuts[cut + 1] as number, counts }
  })
}

function summarize(
  counts: ReadonlyMap<string, readonly ViewCounts[]>,
  outages: readonly Outage[],
): string {
  const doubted = [...counts.values()].filter((steps) => doubtedS(steps) > 0).length
  const every = plural(counts.size, 'member')
  if (counts.size === 0) return 'No member was seen.'
  const truth =
    outages.length === 0 ? '' : ' The line under a strip is when the member was really down.'
  const height = `The height of a colour is the share of running agents that thought so.${truth}`
  return doubted === 0
    ? `Every agent thought ${every === '1 member' ? 'the one member' : `all ${every}`} alive throughout. ${height}`
    : `${doubted} of ${every} were at some time thought suspect, dead or gone. ${height}`
}
