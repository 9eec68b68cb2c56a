/** Runs → a history: which of them can stand together, in what order, and what they show. */
import { spreadOf } from '../comparison/compare-metric.ts'
import type { Side } from '../comparison/comparison.ts'
import type { Quantity } from '../comparison/metrics.ts'
import { runValues } from '../comparison/run-values.ts'
import type { RunRecord } from '../run-record.ts'
import { circumstancesOf } from './circumstances.ts'
import { differences, groupComparable } from './comparable.ts'
import type { History, HistoryRun, HistorySeries, LineCommit, OtherGroup } from './history.ts'
import { historyWarnings } from './history-warnings.ts'
import { isWithin, Line, type PointWithRuns, pointsOf, type Since } from './points.ts'
import { findSteps } from './steps.ts'

export type HistoryRequest = {
  readonly runs: readonly HistoryRun[]
  readonly metrics: readonly Quantity[]
  /** Oldest first; undefined where no repository was found. */
  readonly commits: readonly LineCommit[] | undefined
  readonly since: Since | undefined
  /** The run whose kind is wanted; the kind with the most commits otherwise. */
  readonly like: string | undefined
}

export function historyRun(record: RunRecord): HistoryRun {
  const { node, kernel } = record.environment
  return {
    ...runValues(record),
    commit: record.commit,
    circumstances: circumstancesOf(record),
    versions: { Node: node, kernel },
  }
}

/**
 * Undefined where nothing is left to show. A repository that knows none of the commits is none: then time
 * gives the order.
 */
export function buildHistory({
  runs,
  metrics,
  commits,
  since,
  like,
}: HistoryRequest): History | undefined {
  const known = commits === undefined ? undefined : new Line(commits)
  const line = known !== undefined && runs.some((run) => known.holds(run)) ? known : undefined
  const offLine = line === undefined ? [] : runs.filter((run) => !line.holds(run))
  const within = runs.filter(
    (run) => (line === undefined || line.holds(run)) && isWithin(run, since, line),
  )
  const groups = groupComparable(within).sort(mostCommitsFirst)
  const chosen =
    like === undefined ? groups[0] : groups.find((group) => group.some(({ id }) => id === like))
  if (chosen === undefined) return undefined
  const all = pointsOf(chosen, line)
  const points = since?.kind === 'last' ? lastCommits(all, since.commits) : all
  const series = metrics.map((metric) => seriesOf(points, metric))
  const order = line === undefined ? 'time' : 'commits'
  return {
    order,
    circumstances: Object.fromEntries(chosen[0]?.circumstances ?? []),
    points: points.map(({ point }) => point),
    series,
    others: groups.filter((group) => group !== chosen).map((group) => otherGroup(chosen, group)),
    warnings: historyWarnings({ order, points, series, offLine }),
  }
}

/**
 * Plain samples have neither commits nor times: each run is a point, in the order given. `about` says what
 * was taken for a run.
 */
export function sampleHistory(
  { label, runs }: Side,
  quantities: readonly Quantity[],
  about: string,
  since: number | undefined,
): History {
  const points = runs.slice(since === undefined ? 0 : -since).map(
    (run): PointWithRuns => ({
      point: {
        label: run.id,
        sha: null,
        dirty: false,
        subject: null,
        at: null,
        position: null,
        runs: [run.id],
      },
      runs: [{ ...run, commit: null, circumstances: new Map(), versions: {} }],
    }),
  )
  const series = quantities.map((quantity) => seriesOf(points, quantity))
  return {
    order: 'given',
    circumstances: { samples: label, about },
    points: points.map(({ point }) => point),
    series,
    others: [],
    warnings: historyWarnings({ order: 'given', points, series, offLine: [] }),
  }
}

function seriesOf(points: readonly PointWithRuns[], quantity: Quantity): HistorySeries {
  const { id, title, unit, better } = quantity
  const spreads = points.map(({ runs }) => spreadOf(runs.flatMap((run) => run.values[id] ?? [])))
  return { id, title, unit, better, spreads, ...findSteps(points, spreads, quantity) }
}

/** The last so many commits, each with its runs with changes. */
function lastCommits(points: readonly PointWithRuns[], count: number): readonly PointWithRuns[] {
  const names = [...new Set(points.map(({ point }) => point.sha ?? point.label))].slice(-count)
  return points.filter(({ point }) => names.includes(point.sha ?? point.label))
}

function mostCommitsFirst(one: readonly HistoryRun[], other: readonly HistoryRun[]): number {
  return commitsIn(other) - commitsIn(one) || other.length - one.length
}

function commitsIn(runs: readonly HistoryRun[]): number {
  return new Set(runs.map(({ id, commit }) => commit?.sha ?? id)).size
}

function otherGroup(shown: readonly HistoryRun[], group: readonly HistoryRun[]): OtherGroup {
  const [here, there] = [shown[0]?.circumstances, group[0]?.circumstances]
  return {
    runs: group.length,
    commits: commitsIn(group),
    run: group.at(-1)?.id ?? '',
    differences: differences(here ?? new Map(), there ?? new Map()),
  }
}
