/** Runs as a history sees them, and the commits that they are of, without a repository. */
import { buildHistory, type HistoryRequest } from '../../analysis/history/build-history.ts'
import type { History, HistoryRun, LineCommit } from '../../analysis/history/history.ts'
import { METRICS, type Quantity } from '../../analysis/index.ts'
import { randomFrom } from './sample-run.ts'

/** Shas begin with `c000`, `c001` … so that a test can name them. */
export function sampleCommits(count: number): LineCommit[] {
  return Array.from({ length: count }, (_, index) => ({
    sha: `c${String(index).padStart(3, '0')}`.padEnd(40, '0'),
    subject: `change ${index}`,
    committedAt: new Date(Date.UTC(2026, 0, 1 + index)).toISOString(),
  }))
}

export type SampleHistoryRun = {
  readonly sha: string | null
  readonly run?: number
  readonly dirty?: boolean
  readonly rttP50S?: number | null
  readonly facts?: Readonly<Record<string, string>>
  readonly versions?: Readonly<Record<string, string>>
  readonly floorP50S?: number | null
  readonly startedAt?: string
}

export function sampleHistoryRun(of: SampleHistoryRun): HistoryRun {
  return {
    id: `${of.sha?.slice(0, 4) ?? 'none'}${of.dirty ? '+' : ''}-${of.run ?? 0}`,
    startedAt: of.startedAt ?? `2026-06-01T00:00:${String(of.run ?? 0).padStart(2, '0')}Z`,
    values: { 'rtt.p50': of.rttP50S === undefined ? 0.0001 : of.rttP50S },
    floorP50S: of.floorP50S ?? null,
    commit: of.sha === null ? null : { sha: of.sha, dirty: of.dirty ?? false },
    circumstances: new Map(Object.entries(of.facts ?? { scenario: 'steady', agents: '4' })),
    versions: of.versions ?? {},
  }
}

/** Three runs of each commit with 2 % of noise, times `factor` from commit `step` on. */
export function steppedRuns(
  commits: readonly LineCommit[],
  step: number,
  factor: number,
): HistoryRun[] {
  const random = randomFrom(11)
  return commits.flatMap(({ sha }, index) =>
    [0, 1, 2].map((run) => {
      const noise = 1 + 0.04 * (random() - 0.5)
      return sampleHistoryRun({ sha, run, rttP50S: 0.0001 * noise * (index < step ? 1 : factor) })
    }),
  )
}

export function metricNamed(id: string): Quantity {
  const found = METRICS.find((metric) => metric.id === id)
  if (found === undefined) throw new Error(`there is no metric ${id}`)
  return found
}

/** Of RTT medians, unless asked otherwise. */
export function historyOf(request: Partial<HistoryRequest>): History {
  const usual = { metrics: [metricNamed('rtt.p50')], commits: sampleCommits(40) }
  const asked = { runs: [], since: undefined, like: undefined, ...usual, ...request }
  const history = buildHistory(asked)
  if (history === undefined) throw new Error('there is nothing to show')
  return history
}

/** Forty commits, the 26th of them 10 % slower, one with changes besides, and three runs of another kind. */
export function steppedHistory(): History {
  const commits = sampleCommits(40)
  const last = commits[39]?.sha ?? null
  const others = [1, 2, 3].map((run) =>
    sampleHistoryRun({ sha: last, run, facts: { scenario: 'steady', agents: '6' } }),
  )
  const dirty = sampleHistoryRun({ sha: last, dirty: true, rttP50S: 0.000108 })
  const runs = [...steppedRuns(commits, 25, 1.1), dirty, ...others]
  return historyOf({ runs, commits })
}
