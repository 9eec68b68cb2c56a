/** A repository and runs of its commits, as months of `swimbench run` would leave them. */
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunRecord } from '../../analysis/index.ts'
import { randomFrom, sampleRun } from './sample-run.ts'

export type StoredHistory = {
  readonly folder: string
  /** Oldest first. */
  readonly shas: readonly string[]
}

type Change = (record: RunRecord, commit: number, run: number) => Partial<RunRecord>

/** Commits whose subjects are `change 1`, `change 2` …, all along one line. */
export function makeRepository(folder: string, commits: number): StoredHistory {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', env: gitEnvironment() })
  git('init', '--quiet', '--initial-branch=main')
  const stream = Array.from({ length: commits }, (_, index) => {
    const at = `${1_790_000_000 + index * 86_400} +0000`
    const subject = `change ${index + 1}`
    return `commit refs/heads/main\ncommitter Ann <ann@example.org> ${at}\ndata ${subject.length}\n${subject}\n`
  })
  execFileSync('git', ['-C', folder, 'fast-import', '--quiet'], {
    input: stream.join(''),
    env: gitEnvironment(),
  })
  const shas = git('rev-list', '--first-parent', '--reverse', 'main').trim().split('\n')
  return { folder, shas }
}

/** `runs` records of each of `shas`, with RTTs that wander by 3 % and what `change` makes of them. */
export async function storeRuns(
  folder: string,
  shas: readonly (string | null)[],
  runs: number,
  change: Change = () => ({}),
): Promise<void> {
  const { record } = sampleRun({ agents: 3, durationS: 200 })
  const random = randomFrom(7)
  for (const [commit, sha] of shas.entries()) {
    for (let run = 0; run < runs; run += 1) {
      const factor = 1 + 0.06 * (random() - 0.5)
      const { p50, p99 } = record.rtt
      const usual: RunRecord = {
        ...record,
        id: `run-${String(commit).padStart(3, '0')}-${run}`,
        startedAt: new Date(Date.UTC(2026, 8, 22 + commit, run)).toISOString(),
        commit: sha === null ? null : { sha, dirty: false, ref: 'main' },
        rtt: { ...record.rtt, p50: (p50 ?? 0) * factor, p99: (p99 ?? 0) * factor },
      }
      const stored = { ...usual, ...change(usual, commit, run) }
      const results = join(folder, 'results', stored.id)
      await mkdir(results, { recursive: true })
      await writeFile(join(results, 'record.json'), JSON.stringify(stored))
    }
  }
}

/** The record's RTTs times `factor`. */
export function slower({ rtt }: RunRecord, factor: number): Pick<RunRecord, 'rtt'> {
  return { rtt: { ...rtt, p50: (rtt.p50 ?? 0) * factor, p99: (rtt.p99 ?? 0) * factor } }
}

/** Nothing of the git settings of whoever runs the tests. */
function gitEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
}
