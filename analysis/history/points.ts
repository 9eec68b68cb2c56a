/** Runs put together by commit and put in order: along the line of commits, or by time. */
import type { HistoryPoint, HistoryRun, LineCommit } from './history.ts'

/** What may be asked for: the last so many commits, or everything from a moment or a commit on. */
export type Since =
  | { readonly kind: 'last'; readonly commits: number }
  | { readonly kind: 'date'; readonly at: string }
  | { readonly kind: 'commit'; readonly sha: string }

export type PointWithRuns = { readonly point: HistoryPoint; readonly runs: readonly HistoryRun[] }

const SHA_SHOWN = 8

/** A repository's commits, oldest first, by sha. */
export class Line {
  readonly #places: ReadonlyMap<string, { readonly position: number; readonly commit: LineCommit }>

  constructor(commits: readonly LineCommit[]) {
    this.#places = new Map(commits.map((commit, position) => [commit.sha, { position, commit }]))
  }

  placeOf(
    sha: string | undefined,
  ): { readonly position: number; readonly commit: LineCommit } | undefined {
    return sha === undefined ? undefined : this.#places.get(sha)
  }

  holds(run: HistoryRun): boolean {
    return this.placeOf(run.commit?.sha) !== undefined
  }
}

/** Whether `run` is recent enough; how many commits are the last so many is for the points to say. */
export function isWithin(
  run: HistoryRun,
  since: Since | undefined,
  line: Line | undefined,
): boolean {
  if (since === undefined || since.kind === 'last') return true
  const place = line?.placeOf(run.commit?.sha)
  if (since.kind === 'date') {
    return Date.parse(place?.commit.committedAt ?? run.startedAt ?? '') >= Date.parse(since.at)
  }
  const from = line?.placeOf(since.sha)
  return place !== undefined && from !== undefined && place.position >= from.position
}

/**
 * A point for each commit, and one right after it for its runs with changes. Without a line a commit
 * stands where its first run began; a run without a commit is a point of its own.
 */
export function pointsOf(runs: readonly HistoryRun[], line: Line | undefined): PointWithRuns[] {
  const byCommit = Map.groupBy(runs, ({ id, commit }) =>
    commit === null ? id : `${commit.sha}${commit.dirty ? '+' : ''}`,
  )
  const points = [...byCommit.values()].map((group) => pointOf(group, line))
  return points.sort((one, other) => before(one.point, other.point))
}

function pointOf(group: readonly HistoryRun[], line: Line | undefined): PointWithRuns {
  const runs = [...group].sort((a, b) => ((a.startedAt ?? '') < (b.startedAt ?? '') ? -1 : 1))
  const [first] = runs as [HistoryRun]
  const place = line?.placeOf(first.commit?.sha)
  const { commit } = first
  const point = {
    label: commit === null ? first.id : commit.sha.slice(0, SHA_SHOWN) + (commit.dirty ? '+' : ''),
    sha: commit?.sha ?? null,
    dirty: commit?.dirty ?? false,
    subject: place?.commit.subject ?? null,
    at: place?.commit.committedAt ?? first.startedAt,
    position: place?.position ?? null,
    runs: runs.map(({ id }) => id),
  }
  return { point, runs }
}

function before(one: HistoryPoint, other: HistoryPoint): number {
  if (one.position !== null && other.position !== null) {
    return one.position - other.position || Number(one.dirty) - Number(other.dirty)
  }
  return Date.parse(one.at ?? '') - Date.parse(other.at ?? '')
}
