/**
 * One capture of system calls from start to record: who is to be seen is found or started, does without
 * the tool for a moment, is watched, and what was seen ends up in `results/` and `traces/`.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Warning } from '../../analysis/index.ts'
import { thisMachine } from '../doctor/examine.ts'
import { interrupted, UserError } from '../errors.ts'
import { createCapture, writeCapture } from '../recording/capture-store.ts'
import { readCommit, readEnvironment } from '../recording/environment.ts'
import { abandonRun, type RunFolders } from '../recording/store.ts'
import { type CaptureObserver, letPass } from '../target/let-pass.ts'
import { openTarget, type Target, type TargetRequest } from '../target/target.ts'
import { type Moment, WatchedMoment } from '../target/watched-moment.ts'
import type { CallFilter } from '../tools/call-filter.ts'
import type { Attachment, Tool } from '../tools/tool.ts'
import { analyzeFiles } from './analyze-files.ts'
import type { SyscallCapture } from './capture-view.ts'
import { type ChosenTool, chooseTool, type ToolChoice } from './choose-tool.ts'
import { type Control, costOf, measureControl, roundTripsOf } from './control-moment.ts'
import { ReportedRtts } from './reported-rtts.ts'
import { writeTracePages } from './write-trace.ts'

export type TraceOptions = {
  readonly request: TargetRequest
  readonly join: readonly string[]
  readonly tool: ToolChoice
  readonly calls: CallFilter
  /** The filter as it was asked for. */
  readonly filterText: string
  readonly durationMs: number
  /** A moment without the tool first, to tell what it costs. */
  readonly hasControl: boolean
  readonly resultsDir: string
  readonly tracesDir: string
  readonly signal: AbortSignal
}

export interface TraceObserver extends CaptureObserver {
  note(text: string): void
}

export type RecordedTrace = { readonly record: SyscallCapture; readonly folders: RunFolders }

/** Names of what tools leave beside their captures. */
const FURTHER_FILES = ['perf.data', 'control.txt']

export async function recordTrace(
  options: TraceOptions,
  observer: TraceObserver,
): Promise<RecordedTrace> {
  const chosen = await chooseTool(options.tool, thisMachine())
  if (chosen.why !== undefined) observer.note(`Watching with ${chosen.tool.name}: ${chosen.why}.`)
  const startedAt = new Date()
  const folders = await createCapture('syscalls', options, startedAt)
  const [commit, environment] = await Promise.all([readCommit(), readEnvironment()])
  try {
    const seen = await watch(options, chosen.tool, folders, observer)
    const { target, rtts, threadNames } = seen
    const capturePath = join(folders.traces, chosen.tool.captureName)
    const analysis = { address: target.address, rtts, threadNames }
    const read = await analyzeFiles([capturePath], analysis)
    const record: SyscallCapture = {
      schemaVersion: 1,
      kind: 'syscalls',
      id: folders.id,
      startedAt: startedAt.toISOString(),
      durationS: seen.durationS,
      outcome: seen.outcome,
      tool: toolOf(chosen, options),
      target: {
        pid: target.pid,
        address: target.address ?? null,
        command: target.command,
        startedByUs: target.isOurs,
      },
      commit,
      environment,
      cost: costOf(seen.control, seen.during, target, roundTripsOf(read.report)),
      files: [chosen.tool.captureName, ...FURTHER_FILES].filter((name) =>
        existsSync(join(folders.traces, name)),
      ),
      warnings: [...seen.warnings, ...read.warnings],
      syscalls: read.report,
    }
    await writeTracePages(folders, record)
    await writeCapture(folders, record)
    return { record, folders }
  } catch (error) {
    await abandonRun(folders)
    throw error
  }
}

function toolOf(
  { tool, version }: ChosenTool,
  { filterText }: TraceOptions,
): SyscallCapture['tool'] {
  return { name: tool.name, version, options: [`--filter ${filterText}`] }
}

type Seen = {
  readonly target: Target
  readonly threadNames: ReadonlyMap<number, string>
  readonly rtts: ReportedRtts
  readonly control: Control | undefined
  readonly during: Moment
  readonly durationS: number
  readonly outcome: SyscallCapture['outcome']
  readonly warnings: readonly Warning[]
}

/** When it returns, nobody is watched any more, and what was started is gone. */
async function watch(
  options: TraceOptions,
  tool: Tool,
  folders: RunFolders,
  observer: TraceObserver,
): Promise<Seen> {
  const { request, join: seeds, durationMs, signal } = options
  observer.progress({ phase: 'finding whom to watch', elapsedMs: 0, plannedMs: undefined })
  await using target = await openTarget(request, { join: seeds, signal })
  if (target.isOurs) observer.note(`Nothing was bound there: started an agent, pid ${target.pid}.`)
  const passing = (phase: string, isOver: () => boolean) =>
    letPass({ phase, plannedMs: durationMs, signal, isOver, observer })
  const control = options.hasControl
    ? await measureControl({
        target,
        tool: tool.name,
        machine: thisMachine(),
        folder: folders.traces,
        signal,
        pass: (isOver) => passing('leaving it alone', isOver),
      })
    : undefined
  if (signal.aborted) throw interrupted('interrupted before anything was traced')
  requireAlive(target)
  const threadNames = new Map(target.threads().map(({ tid, name }) => [tid, name]))
  const rtts = new ReportedRtts()
  target.agent?.listen({ event: (event) => rtts.take(event) })
  observer.progress({ phase: 'attaching', elapsedMs: 0, plannedMs: undefined })
  await using attachment = await attach(tool, target, options, folders)
  using moment = await WatchedMoment.begin(target, target.pid)
  const isOver = () => !target.isAlive() || !existsSync(`/proc/${attachment.pid}`)
  const passed = await passing('watching', isOver)
  const isAlive = target.isAlive()
  for (const { tid, name } of target.threads()) threadNames.set(tid, name)
  const during = await moment.end()
  observer.progress({ phase: 'reading what was seen', elapsedMs: 0, plannedMs: undefined })
  const problems = await attachment.stop()
  return {
    target,
    threadNames,
    rtts,
    control,
    during,
    durationS: passed.durationS,
    outcome: !isAlive ? 'target-ended' : passed.end === 'interrupted' ? 'interrupted' : 'complete',
    warnings: warningsOf(problems, isAlive, target),
  }
}

async function attach(
  tool: Tool,
  target: Target,
  { calls, signal }: TraceOptions,
  folders: RunFolders,
): Promise<Attachment> {
  const capturePath = join(folders.traces, tool.captureName)
  try {
    return await tool.attach({ pids: [target.pid], calls, capturePath, signal })
  } catch (error) {
    if (signal.aborted) throw interrupted('interrupted before anything was traced', error)
    requireAlive(target)
    throw error
  }
}

function requireAlive(target: Target): void {
  if (target.isAlive()) return
  throw new UserError(`process ${target.pid} ended before it could be traced`, {
    suggestion: 'Start it again, and keep it running until the capture is over.',
  })
}

/** Tools end with the process that they watch: then that is no problem of theirs. */
function warningsOf(problems: readonly string[], isAlive: boolean, { pid }: Target): Warning[] {
  if (isAlive) {
    return problems.map((message) => ({ code: 'capture-incomplete', message, advice: null }))
  }
  return [
    {
      code: 'target-ended',
      message: `process ${pid} ended while it was watched; the capture goes as far as it does`,
      advice: null,
    },
  ]
}
