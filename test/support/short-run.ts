/**
 * Whole runs with real agents, kept short: a protocol some times faster than the default, and no report
 * unless a test looks at it, because drawing one takes as long as most of these runs.
 */
import { existsSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { configFrom } from '../../agent/index.ts'
import type { RunRecord } from '../../analysis/index.ts'
import { recordRun } from '../../harness/run.ts'
import type { RunObserver, RunOptions, RunProgress } from '../../harness/run-options.ts'

const PATIENCE_MS = 30_000

export function shortRun(base: string, some: Partial<RunOptions> = {}): RunOptions {
  return {
    scenario: 'steady',
    nodes: 3,
    agentsPerProcess: 1,
    basePort: 0,
    durationMs: 1500,
    warmupMs: 200,
    preset: 'default',
    protocol: configFrom('default', {
      probeIntervalMs: 150,
      probeTimeoutMs: 100,
      suspicionMs: 500,
      gossipIntervalMs: 50,
      leaveMs: 200,
    }),
    seed: 42,
    crashes: undefined,
    name: undefined,
    spans: true,
    transport: 'auto',
    floor: false,
    report: false,
    resultsDir: join(base, 'results'),
    tracesDir: join(base, 'traces'),
    signal: new AbortController().signal,
    ...some,
  }
}

/** Runs, and does `meanwhile` once, when the measured part has begun. */
export async function runShort(
  options: RunOptions,
  meanwhile: (pids: readonly number[]) => void | Promise<void> = () => {},
): Promise<RunRecord & { readonly notes: readonly string[] }> {
  const notes: string[] = []
  let begun: Promise<void> | undefined
  const observer: RunObserver = {
    progress({ phase }: RunProgress) {
      if (phase !== 'measuring') return
      begun ??= agentPids(options.tracesDir).then(meanwhile)
    },
    note: (text) => notes.push(text),
  }
  const record = await recordRun(options, observer)
  await begun
  return { ...record, notes }
}

/** Of the agents of the only run whose captures are in `tracesDir`, once they have said something. */
export async function agentPids(tracesDir: string, agents = 1): Promise<number[]> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const [id = ''] = await readdir(tracesDir).catch(() => [])
    const text = await readFile(join(tracesDir, id, 'events.jsonl'), 'utf8').catch(() => '')
    const lines = text.split('\n').filter((line) => line.endsWith('}'))
    const pids = new Set(lines.map((line) => (JSON.parse(line) as { pid: number }).pid))
    if (pids.size >= agents) return [...pids]
    if (performance.now() > deadline) throw new Error('no agent has said anything')
    await sleep(20)
  }
}

/** Whether there is no such process any more; one that only waits to be buried is gone too. */
export function isGone(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return true
  return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}
