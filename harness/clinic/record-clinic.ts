/**
 * An agent under clinic, from start to clinic's own page. clinic sees one thread and libuv's event loop,
 * so the agent runs its protocol in the main thread (`--one-thread`) over node:dgram; it works in a folder
 * of its own, because it trips over traces that others leave in its working directory.
 */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type CaptureRecord, printableLines, type Warning } from '../../analysis/index.ts'
import { interrupted, UserError } from '../errors.ts'
import { openSubject, type SubjectOptions } from '../profiling/subject.ts'
import { createCapture, writeCapture } from '../recording/capture-store.ts'
import { readCommit, readEnvironment } from '../recording/environment.ts'
import { abandonRun, type RunFolders } from '../recording/store.ts'
import { type CaptureObserver, letPass } from '../target/let-pass.ts'
import type { OwnAgent } from '../target/own-agent.ts'
import { descendantsOf, killProcess } from '../target/process-info.ts'
import { type Clinic, findClinic } from './find-clinic.ts'
import { CLINIC_VIEWS, type ClinicView } from './views.ts'

export type ClinicOptions = SubjectOptions & {
  readonly view: ClinicView
  readonly durationMs: number
  readonly resultsDir: string
  readonly tracesDir: string
}

export type ClinicRecord = CaptureRecord & { readonly kind: 'clinic' }

/** Its files are called `agent.clinic-doctor…`. */
const NAME = 'agent'
/** It bundles its page anew each time, which takes a while on a busy machine. */
const PAGE_MS_MAX = 180_000
const WORDS_MAX = 3

export async function recordClinic(
  options: ClinicOptions,
  observer: CaptureObserver,
): Promise<{ readonly record: ClinicRecord; readonly folders: RunFolders }> {
  const clinic = findClinic()
  const startedAt = new Date()
  const folders = await createCapture('clinic', options, startedAt)
  try {
    const [commit, environment] = await Promise.all([readCommit(), readEnvironment()])
    const seen = await look(options, clinic, folders.traces, observer)
    const record: ClinicRecord = {
      schemaVersion: 1,
      kind: 'clinic',
      id: folders.id,
      startedAt: startedAt.toISOString(),
      tool: { name: 'clinic', version: clinic.version, options: [options.view] },
      commit,
      environment,
      // It is there from the agent's start: there is no moment without it.
      cost: null,
      files: (await readdir(folders.traces)).sort(),
      clinic: { view: options.view, page: pageOf(options.view) },
      ...seen,
    }
    await writeCapture(folders, record)
    return { record, folders }
  } catch (error) {
    await abandonRun(folders)
    throw error
  }
}

type Seen = Pick<CaptureRecord, 'durationS' | 'outcome' | 'target' | 'warnings'>

/** When it returns, the page is there and every process is gone. */
async function look(
  options: ClinicOptions,
  clinic: Clinic,
  folder: string,
  observer: CaptureObserver,
): Promise<Seen> {
  const { signal, view, durationMs } = options
  observer.progress({ phase: 'starting agents', elapsedMs: 0, plannedMs: undefined })
  await using subject = await openSubject(options, starter(view, clinic), folder)
  const { target, peers } = subject
  const { agent } = target
  if (agent === undefined) throw new Error('clinic watches only what it started')
  const passed = await letPass({
    phase: `watching with clinic ${view}`,
    plannedMs: durationMs,
    signal,
    isOver: () => !target.isAlive(),
    observer,
  })
  const [own] = descendantsOf(target.pid).slice(-1)
  const { command } = target
  await makePage(agent, view, observer)
  if (!existsSync(join(folder, pageOf(view)))) {
    if (signal.aborted) throw interrupted('interrupted before clinic had seen enough')
    throw new UserError(`clinic ${view} made no page: ${lastWords(agent)}`, {
      suggestion: 'swimbench flamegraph does without clinic.',
    })
  }
  return {
    durationS: passed.durationS,
    outcome:
      passed.end === 'planned' ? 'complete' : signal.aborted ? 'interrupted' : 'target-ended',
    target: {
      pid: own?.pid ?? target.pid,
      address: target.address ?? null,
      command,
      startedByUs: true,
    },
    warnings: [ONE_THREAD, ...(peers === 0 && options.join.length === 0 ? [ALONE] : [])],
  }
}

function starter(view: ClinicView, { bin }: Clinic): Parameters<typeof openSubject>[1] {
  return {
    name: 'clinic',
    attaches: false,
    launch: (folder) => ({
      nodeOptions: [
        ...[bin, view, '--open=false', '--dest', '.', '--name', NAME, '--', process.execPath],
      ],
      agentOptions: [
        ...['--one-thread', '--transport', 'dgram'],
        ...(CLINIC_VIEWS[view].closesStdin ? ['--ignore-stdin'] : []),
      ],
      cwd: folder,
      environment: {
        // It would ask for permission to report home, wait for an answer, and do nothing.
        NO_INSIGHT: '1',
        NO_UPDATE_NOTIFIER: '1',
      },
    }),
  }
}

/** Ends the agent in order, as clinic needs it to, and waits for the page. */
async function makePage(
  agent: OwnAgent,
  view: ClinicView,
  observer: CaptureObserver,
): Promise<void> {
  const startedMs = performance.now()
  const phase = 'waiting for clinic to make its page'
  const show = () =>
    observer.progress({ phase, elapsedMs: performance.now() - startedMs, plannedMs: undefined })
  show()
  const timer = setInterval(show, 200)
  try {
    if (CLINIC_VIEWS[view].closesStdin) {
      for (const one of descendantsOf(agent.process.pid)) killProcess(one, 'SIGINT')
    }
    await agent.stop(PAGE_MS_MAX)
  } finally {
    clearInterval(timer)
  }
}

function pageOf(view: ClinicView): string {
  return `${NAME}.clinic-${view}.html`
}

function lastWords({ process: { stderrTail } }: OwnAgent): string {
  const words = printableLines(stderrTail.trim()).split('\n').slice(-WORDS_MAX).join('; ')
  return words === '' ? 'it said nothing' : words
}

const ONE_THREAD: Warning = {
  code: 'one-thread',
  message:
    'clinic sees one thread and its event loop: the agent ran its protocol there, beside its telemetry, over node:dgram; its latencies are not those of a run',
  advice: 'swimbench flamegraph sees every thread of an agent as it usually runs.',
}
const ALONE: Warning = {
  code: 'alone',
  message: 'the agent was alone: what clinic saw is an idle one',
  advice: 'Leave --bind out for a cluster under load, or name a member with --join.',
}
