/** What a reader of a history has to know besides its numbers. */
import { plural } from '../format.ts'
import type { Warning } from '../run-record.ts'
import type { History, HistoryRun, HistorySeries } from './history.ts'
import type { PointWithRuns } from './points.ts'
import { POINTS_MIN } from './steps.ts'

type Shown = {
  readonly order: History['order']
  readonly points: readonly PointWithRuns[]
  readonly series: readonly HistorySeries[]
  /** Runs that have no place on the line of commits. */
  readonly offLine: readonly HistoryRun[]
}

const NAMED_MAX = 3

export function historyWarnings(shown: Shown): Warning[] {
  if (shown.points.length === 0) return offLine(shown)
  return [
    ...fewPoints(shown),
    ...offLine(shown),
    ...byTime(shown),
    ...dirty(shown),
    ...single(shown),
  ]
}

function fewPoints({ order, series }: Shown): Warning[] {
  const short = series.filter(({ considered }) => considered < POINTS_MIN)
  if (short.length === 0) return []
  const counts = [...new Set(short.map(({ considered }) => considered))]
  const have =
    counts.length === 1
      ? `there ${counts[0] === 1 ? 'is' : 'are'} ${counts[0]}`
      : short.map(({ id, considered }) => `${id} has ${considered}`).join(', ')
  return [
    {
      code: 'too-few-for-change-points',
      message: `change points need ${POINTS_MIN} ${order === 'given' ? 'runs' : 'clean commits'}; ${have}`,
      advice: order === 'given' ? null : 'Two commits are told apart by `swimbench compare`.',
    },
  ]
}

function offLine({ offLine: runs }: Shown): Warning[] {
  if (runs.length === 0) return []
  const shas = [...new Set(runs.map(({ commit }) => commit?.sha.slice(0, 8) ?? 'no commit'))]
  const named = shas.slice(0, NAMED_MAX).join(', ') + (shas.length > NAMED_MAX ? ', …' : '')
  return [
    {
      code: 'off-line',
      message: `${plural(runs.length, 'run')} left out: not of the commits that lead to HEAD by first parents (${named})`,
      advice: null,
    },
  ]
}

function byTime({ order, points }: Shown): Warning[] {
  if (order !== 'time' || points.length < 2) return []
  return [
    {
      code: 'ordered-by-time',
      message:
        'no repository here knows these commits; they stand in the order in which they were first measured',
      advice: 'Run it in the repository, and commits stand in their own order.',
    },
  ]
}

function dirty({ points }: Shown): Warning[] {
  const count = points.filter(({ point }) => point.dirty).length
  if (count === 0) return []
  const [are, have] = count === 1 ? ['is', 'has'] : ['are', 'have']
  return [
    {
      code: 'dirty-runs',
      message: `${plural(count, 'point')} with a + ${are} of a working tree with changes, and ${have} no part in change points`,
      advice: null,
    },
  ]
}

function single({ order, points }: Shown): Warning[] {
  const clean = points.filter(({ point }) => !point.dirty)
  const alone = clean.filter(({ runs }) => runs.length === 1).length
  if (order === 'given' || alone === 0 || alone * 2 < clean.length) return []
  const which =
    alone === clean.length ? 'every commit has' : `${alone} of ${clean.length} commits have`
  return [
    {
      code: 'single-runs',
      message: `${which} a single run, which says nothing about the spread between runs`,
      advice: 'Measure each commit several times, over different hours if you can.',
    },
  ]
}
