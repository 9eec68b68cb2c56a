/** An agent of ours with somebody to talk to, watched by a profiler for a moment, in this process. */
import assert from 'node:assert/strict'
import type { Profile } from '../../analysis/index.ts'
import { thisMachine } from '../../harness/doctor/examine.ts'
import type { Backend, Watched } from '../../harness/profiling/backend.ts'
import { openSubject, type Subject } from '../../harness/profiling/subject.ts'
import { removeLeftovers } from '../../harness/recording/store.ts'
import { letPass } from '../../harness/target/let-pass.ts'
import { temporaryFolder } from './temporary-folder.ts'

const NEVER = new AbortController().signal
const SHOWN: Watched = { profiles: [], raw: [], warnings: [] }

export type Watching = {
  readonly subject: Subject
  readonly watched: Watched
  /** Where the profiler wrote. */
  readonly folder: string
  /** All functions that were seen, as `agent/protocol/probing.ts:acked`. */
  readonly functions: readonly string[]
}

/** Two members, one of them watched; `check` looks at it while it still runs. */
export async function watchAgent(
  backend: Backend,
  options: { readonly durationMs?: number; readonly isOffCpu?: boolean },
  check: (watching: Watching) => void | Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder()
  const { durationMs = 3000, isOffCpu = false } = options
  const request = {}
  const subjectOptions = { request, join: [], nodes: 2, probeIntervalMs: 1, signal: NEVER }
  await using subject = await openSubject(subjectOptions, backend, folder.path)
  const { target } = subject
  const watchOptions = { frequencyHz: 997, isOffCpu, folder: folder.path, signal: NEVER }
  let watched = SHOWN
  {
    await using watch = await backend.watch(target, watchOptions)
    const isOver = () => watch.isOver || !target.isAlive()
    const observer = { progress() {} }
    await letPass({ phase: 'test', plannedMs: durationMs, signal: NEVER, isOver, observer })
    watched = await watch.stop()
  }
  const functions = watched.profiles.flatMap(functionsOf)
  try {
    await check({ subject, watched, folder: folder.path, functions })
  } finally {
    await subject[Symbol.asyncDispose]()
    await removeLeftovers(backend.leftovers?.(target.pid, folder.path) ?? [])
  }
}

export function functionsOf({ frames }: Pick<Profile, 'frames'>): string[] {
  return frames.map(({ file, name }) => `${file}:${name}`)
}

/** The names that a person wants to find: of the state machine and of what carries its datagrams. */
export function assertAgentIsSeen(functions: readonly string[]): void {
  for (const part of [/^agent\/protocol\/.*:\S/, /^agent\/transport\/.*:\S/, /^agent\/runtime\//]) {
    assert.ok(
      functions.some((one) => part.test(one)),
      `${part} is not among ${functions.join(', ')}`,
    )
  }
}

/** Why a test cannot run here, and what to do about it; in CI everything has to be there. */
export async function backendMissing(backend: Backend): Promise<string | false> {
  const available = await backend.availability(thisMachine())
  if (available.ok || process.env['CI'] !== undefined) return false
  return `${available.reason}: ${available.advice}`
}
