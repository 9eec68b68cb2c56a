/**
 * One profile from start to record: what is to be seen is found or started, does without the profiler
 * for a moment, is watched, and what was seen ends up in `results/` and `traces/`.
 */
import {
  type CaptureCost,
  type CaptureRecord,
  type Profile,
  reportProfiles,
} from '../../analysis/index.ts'
import { thisMachine } from '../doctor/examine.ts'
import { interrupted, ToolUnavailableError, UserError } from '../errors.ts'
import { createCapture, writeCapture } from '../recording/capture-store.ts'
import { readCommit, readEnvironment } from '../recording/environment.ts'
import { abandonRun, type RunFolders, removeLeftovers } from '../recording/store.ts'
import { captureCost } from '../target/capture-cost.ts'
import { type CaptureObserver, letPass } from '../target/let-pass.ts'
import type { Target } from '../target/target.ts'
import { type Moment, WatchedMoment } from '../target/watched-moment.ts'
import type { Backend, BackendName, Watched } from './backend.ts'
import { BACKENDS } from './backends.ts'
import { hasSamples } from './has-samples.ts'
import { profileFacts } from './profile-facts.ts'
import { openSubject, type SubjectOptions } from './subject.ts'
import { writeProfile } from './write-profile.ts'

export type ProfileOptions = SubjectOptions & {
  readonly backend: BackendName
  readonly durationMs: number
  /** Undefined: what suits the backend. */
  readonly frequencyHz: number | undefined
  readonly isOffCpu: boolean
  /** A moment without the profiler first, to tell what it costs. */
  readonly hasControl: boolean
  readonly resultsDir: string
  readonly tracesDir: string
}

export type ProfileRecord = CaptureRecord & { readonly kind: 'flamegraph' }
export type RecordedProfile = { readonly record: ProfileRecord; readonly folders: RunFolders }

/** A prime, so that it does not keep step with what happens every so many milliseconds. */
const FREQUENCY_HZ = 997
const CONTROL_MS_MAX = 3000
const OUTCOMES = { planned: 'complete', interrupted: 'interrupted', over: 'target-ended' } as const

export async function recordProfile(
  options: ProfileOptions,
  observer: CaptureObserver,
): Promise<RecordedProfile> {
  const backend = BACKENDS[options.backend]
  const frequencyHz = frequencyFor(backend, options)
  const available = await backend.availability(thisMachine())
  if (!available.ok) {
    throw new ToolUnavailableError(available.reason, { suggestion: available.advice })
  }
  const startedAt = new Date()
  const folders = await createCapture('flamegraph', options, startedAt)
  const [commit, environment] = await Promise.all([readCommit(), readEnvironment()])
  let seen: Seen
  try {
    seen = await observe({ ...options, frequencyHz }, backend, folders, observer)
  } catch (error) {
    await abandonRun(folders)
    throw error
  }
  const { title, watched, ...rest } = seen
  const tool = {
    name: backend.name,
    version: available.version,
    options: [`--frequency ${frequencyHz}`, ...(options.isOffCpu ? ['--off-cpu'] : [])],
  }
  const { id } = folders
  const facts = profileFacts({ id, startedAt, tool, frequencyHz, ...rest })
  const files = await writeProfile(folders, { title, facts }, watched)
  const record: ProfileRecord = {
    schemaVersion: 1,
    kind: 'flamegraph',
    id,
    startedAt: startedAt.toISOString(),
    ...rest,
    tool,
    commit,
    environment,
    files,
    warnings: [...watched.warnings],
    profile: reportProfiles(watched.profiles, frequencyHz),
  }
  await writeCapture(folders, record)
  return { record, folders }
}

type Seen = {
  readonly title: string
  readonly durationS: number
  readonly outcome: CaptureRecord['outcome']
  readonly target: CaptureRecord['target']
  readonly cost: CaptureCost | null
  readonly watched: Watched
}
type Observed = ProfileOptions & { readonly frequencyHz: number }

/** When it returns, nobody is watched any more, and what was started is gone. */
async function observe(
  options: Observed,
  backend: Backend,
  folders: RunFolders,
  observer: CaptureObserver,
): Promise<Seen> {
  const { signal } = options
  observer.progress({ phase: 'finding whom to profile', elapsedMs: 0, plannedMs: undefined })
  let leftovers: readonly string[] = []
  try {
    await using subject = await openSubject(options, backend, folders.traces)
    const { target, peers } = subject
    if (target.isOurs) leftovers = backend.leftovers?.(target.pid, folders.traces) ?? []
    backend.requireWatchable?.(target.pid)
    const control = await controlMoment(options, backend, target, observer)
    if (signal.aborted) throw interrupted('interrupted before anything was profiled')
    using moment = await WatchedMoment.begin(target, target.pid)
    await using watch = await backend.watch(target, { ...options, folder: folders.traces })
    const { durationS, end } = await letPass({
      phase: 'profiling',
      plannedMs: options.durationMs,
      signal,
      isOver: () => watch.isOver || !target.isAlive(),
      observer,
    })
    const outcome = OUTCOMES[end]
    const during = await moment.end()
    observer.progress({ phase: 'reading what was seen', elapsedMs: 0, plannedMs: undefined })
    const watched = await watch.stop()
    leftovers = [...leftovers, ...(watched.discard ?? [])]
    requireSamples(watched.profiles, target, outcome, options)
    const title = titleOf(target, peers)
    const source = `reported by the agent on ${target.address ?? 'its address'}`
    return {
      title,
      durationS,
      outcome,
      target: {
        pid: watch.pid ?? target.pid,
        address: target.address ?? null,
        command: target.command,
        startedByUs: target.isOurs,
      },
      // What a profiler costs that was there from the start, nobody can tell.
      cost: backend.attaches ? captureCost(control, during, source) : null,
      watched: { ...watched, profiles: watched.profiles.map((one) => ({ ...one, title })) },
    }
  } finally {
    await removeLeftovers(leftovers)
  }
}

async function controlMoment(
  { hasControl, durationMs, signal }: Observed,
  backend: Backend,
  target: Target,
  observer: CaptureObserver,
): Promise<Moment | undefined> {
  if (!hasControl || !backend.attaches) return undefined
  const plannedMs = Math.min(durationMs, CONTROL_MS_MAX)
  using moment = await WatchedMoment.begin(target, target.pid)
  const isOver = () => !target.isAlive()
  await letPass({ phase: 'leaving it alone', plannedMs, signal, isOver, observer })
  return moment.end()
}

function frequencyFor(backend: Backend, { frequencyHz, isOffCpu }: ProfileOptions): number {
  if (isOffCpu && !backend.seesOffCpu) {
    throw new UserError(`${backend.name} does not see what a thread waits for`, {
      suggestion: '--off-cpu takes --backend perf.',
      exitCode: 2,
    })
  }
  const fixedHz = backend.fixedFrequencyHz
  if (fixedHz === undefined) return frequencyHz ?? FREQUENCY_HZ
  if (frequencyHz === undefined || frequencyHz === fixedHz) return fixedHz
  throw new UserError(`${backend.name} always samples ${fixedHz} times a second`, {
    suggestion: 'Leave --frequency out.',
    exitCode: 2,
  })
}

function requireSamples(
  profiles: readonly Profile[],
  { pid }: Target,
  outcome: CaptureRecord['outcome'],
  { backend }: ProfileOptions,
): void {
  if (hasSamples(profiles)) return
  if (outcome === 'target-ended' && backend === 'inspector') {
    throw new UserError(`process ${pid} ended and took its profile with it`, {
      suggestion: '--backend perf keeps what was seen until then.',
    })
  }
  throw new UserError(`process ${pid} was not seen running`, {
    suggestion: 'Profile for longer, give it something to do, or see what it waits for: --off-cpu.',
  })
}

function titleOf({ address, pid, isOurs, command }: Target, peers: number): string {
  const where = address === undefined ? `process ${pid}` : address
  if (peers > 0) return `agent ${where}, one of ${peers + 1}`
  return isOurs ? `agent ${where}` : `${where}: ${command}`
}
