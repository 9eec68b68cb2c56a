/**
 * One `perf stat` from start to record: the process is found or started, left alone for a moment, counted
 * for a while, and what was counted ends up in `results/` and `traces/`.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type CaptureRecord,
  type PerfStatReport,
  parsePerfStat,
  perfStatMarkdown,
  type Warning,
} from '../../analysis/index.ts'
import { thisMachine } from '../doctor/examine.ts'
import { interrupted, ToolUnavailableError, UserError } from '../errors.ts'
import { createCapture, writeCapture } from '../recording/capture-store.ts'
import { readCommit, readEnvironment } from '../recording/environment.ts'
import { abandonRun, type RunFolders, writeWhole } from '../recording/store.ts'
import { captureCost } from '../target/capture-cost.ts'
import { type CaptureObserver, letPass } from '../target/let-pass.ts'
import { openTarget, type Target, type TargetRequest } from '../target/target.ts'
import { type Moment, WatchedMoment } from '../target/watched-moment.ts'
import { perfAvailability } from '../tools/perf.ts'
import { attachPerfStat, THREADS_MAX } from './count-events.ts'

export type PerfStatOptions = {
  readonly request: TargetRequest
  readonly join: readonly string[]
  readonly durationMs: number
  /** A moment without perf first, to tell what counting costs. */
  readonly hasControl: boolean
  readonly resultsDir: string
  readonly tracesDir: string
  readonly signal: AbortSignal
}

export type PerfStatRecord = CaptureRecord & { readonly kind: 'perf-stat' }

const RAW = 'perf-stat.csv'
const CONTROL_MS_MAX = 3000
const SETTLE_MS = 1000

export async function recordPerfStat(
  options: PerfStatOptions,
  observer: CaptureObserver,
): Promise<{ readonly record: PerfStatRecord; readonly folders: RunFolders }> {
  const available = await perfAvailability(thisMachine())
  if (!available.ok) {
    throw new ToolUnavailableError(available.reason, { suggestion: available.advice })
  }
  const startedAt = new Date()
  const folders = await createCapture('perf-stat', options, startedAt)
  try {
    const [commit, environment] = await Promise.all([readCommit(), readEnvironment()])
    const { counted, ...seen } = await count(options, folders, observer)
    const record: PerfStatRecord = {
      schemaVersion: 1,
      kind: 'perf-stat',
      id: folders.id,
      startedAt: startedAt.toISOString(),
      tool: { name: 'perf', version: available.version, options: ['stat'] },
      commit,
      environment,
      files: [RAW],
      perfStat: counted,
      ...seen,
    }
    await writeWhole(folders.results, 'report.md', perfStatMarkdown(record))
    await writeCapture(folders, record)
    return { record, folders }
  } catch (error) {
    await abandonRun(folders)
    throw error
  }
}

type Seen = Pick<CaptureRecord, 'durationS' | 'outcome' | 'target' | 'cost' | 'warnings'> & {
  readonly counted: PerfStatReport
}

/** When it returns nobody is counted any more, and what was started is gone. */
async function count(
  options: PerfStatOptions,
  folders: RunFolders,
  observer: CaptureObserver,
): Promise<Seen> {
  const { request, join: seeds, signal } = options
  observer.progress({ phase: 'finding whom to count', elapsedMs: 0, plannedMs: undefined })
  await using target = await openTarget(request, { join: seeds, signal })
  await settle(target, signal, observer)
  const control = await controlMoment(options, target, observer)
  if (signal.aborted) throw interrupted('interrupted before anything was counted')
  const cyclesBefore = await cyclesOf(target)
  using moment = await WatchedMoment.begin(target, target.pid)
  const capturePath = join(folders.traces, RAW)
  const isPerThread = target.threads().length <= THREADS_MAX
  const attach = { pids: [target.pid], capturePath, signal, isPerThread }
  await using counting = await attachPerfStat(attach)
  const passed = await letPass({
    phase: 'counting',
    plannedMs: options.durationMs,
    signal,
    isOver: () => !target.isAlive(),
    observer,
  })
  const problems = await counting.stop()
  const isGone = !target.isAlive()
  const during = await moment.end()
  const cyclesAfter = await cyclesOf(target)
  const text = await readFile(capturePath, 'utf8').catch(() => '')
  const parsed = parsePerfStat(text)
  if (parsed.counters.length === 0) {
    throw new UserError(`perf counted nothing of process ${target.pid}`, {
      suggestion: problems[0] ?? 'swimbench doctor says what perf can do here.',
    })
  }
  const isKnown = cyclesBefore !== undefined && cyclesAfter !== undefined
  const cycles = isKnown ? cyclesAfter - cyclesBefore : null
  return {
    durationS: passed.durationS,
    outcome: passed.end === 'interrupted' ? 'interrupted' : isGone ? 'target-ended' : 'complete',
    target: {
      pid: target.pid,
      address: target.address ?? null,
      command: target.command,
      startedByUs: target.isOurs,
    },
    cost: captureCost(control, during, `reported by the agent on ${target.address}`),
    counted: { wallS: passed.durationS, cycles, ...parsed },
    warnings: [
      ...(isGone ? [] : problems.map((message) => warning('capture-incomplete', message))),
      ...(cycles === 0 ? [ALONE] : []),
      ...(parsed.counters.some(({ isUserOnly }) => isUserOnly) ? [USER_ONLY] : []),
      ...unrecognizedWarnings(parsed),
    ],
  }
}

/** An agent that has just been started is busy with that. */
async function settle(
  target: Target,
  signal: AbortSignal,
  observer: CaptureObserver,
): Promise<void> {
  if (!target.isOurs) return
  const isOver = () => !target.isAlive()
  await letPass({ phase: 'letting it settle', plannedMs: SETTLE_MS, signal, isOver, observer })
}

async function controlMoment(
  { hasControl, durationMs, signal }: PerfStatOptions,
  target: Target,
  observer: CaptureObserver,
): Promise<Moment | undefined> {
  if (!hasControl) return undefined
  using moment = await WatchedMoment.begin(target, target.pid)
  const plannedMs = Math.min(durationMs, CONTROL_MS_MAX)
  const isOver = () => !target.isAlive()
  await letPass({ phase: 'leaving it alone', plannedMs, signal, isOver, observer })
  return moment.end()
}

/** Probe cycles that have ended; undefined for processes that do not tell. */
async function cyclesOf({ agent }: Target): Promise<number | undefined> {
  const counters = (await agent?.report())?.counters
  if (counters === undefined) return undefined
  return counters.probesAcked + counters.probesAckedIndirect + counters.probesTimedOut
}

const ALONE: Warning = {
  code: 'no-probe-cycles',
  message: 'no probe cycle ended meanwhile: what was counted is an idle agent',
  advice: '--join HOST:PORT makes it a member of a cluster; a longer --duration gives it time.',
}
const USER_ONLY: Warning = {
  code: 'user-space-only',
  message: 'this user may not count what the kernel does',
  advice: 'Be root, or: sudo sysctl kernel.perf_event_paranoid=1',
}

function unrecognizedWarnings({
  unrecognized,
}: Pick<PerfStatReport, 'unrecognized'>): readonly Warning[] {
  const { count: lines, first } = unrecognized
  if (lines === 0) return []
  const message = `${lines} lines of perf's output were not understood, the first: ${first[0]}`
  return [warning('capture-unrecognized', message)]
}

function warning(code: string, message: string): Warning {
  return { code, message, advice: null }
}
