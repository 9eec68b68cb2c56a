/**
 * Profiles on disk, ours and others': a capture by its id, or a file of stacks. A capture's come back from
 * the folded stacks that it left, so they are what they were, but for the order of samples.
 */
import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Profile, parseCpuProfile, parseFolded } from '../../analysis/index.ts'
import { messageOf, UserError } from '../errors.ts'
import { resolveCapture } from '../recording/capture-store.ts'
import { hasSamples } from './has-samples.ts'
import { foldedName } from './write-profile.ts'

export type StoredProfiles = {
  /** As the reader calls it. */
  readonly name: string
  readonly profiles: readonly Profile[]
}

/** What ours are called, and what stackcollapse writes. */
const FOLDED = /\.(?:folded|collapsed|txt)$/

export async function readProfiles(
  argument: string,
  folders: { readonly resultsDir: string; readonly tracesDir: string },
): Promise<StoredProfiles> {
  const stored = (await isFile(argument))
    ? await readStacks(argument)
    : await readCapture(argument, folders)
  if (hasSamples(stored.profiles)) return stored
  throw new UserError(`${argument} holds no stacks`, { suggestion: KNOWN })
}

const KNOWN = 'Name a capture of swimbench flamegraph, a .cpuprofile, or a file of folded stacks.'

async function readCapture(
  argument: string,
  { resultsDir, tracesDir }: { readonly resultsDir: string; readonly tracesDir: string },
): Promise<StoredProfiles> {
  const { id, folder, record } = await resolveCapture(argument, resultsDir)
  if (record.kind !== 'flamegraph') {
    throw new UserError(`${id} is a capture of ${record.kind} and has no stacks`, {
      suggestion: KNOWN,
    })
  }
  // A capture that was moved has its traces beside its results.
  const beside = join(folder, '..', '..', 'traces', id)
  const traces = (await isFolder(beside)) ? beside : join(tracesDir, id)
  const { frequencyHz, views } = record.profile
  const profiles = views.map(async ({ kind, durationS }) => {
    const text = await readText(join(traces, foldedName(kind)))
    const counts = kind === 'off-cpu' ? 'microseconds' : 'samples'
    const options = { title: id, kind, counts, frequencyHz, hasThreads: true } as const
    return { ...parseFolded(text, options), durationS: durationS ?? undefined }
  })
  return { name: id, profiles: await Promise.all(profiles) }
}

async function readStacks(path: string): Promise<StoredProfiles> {
  const name = basename(path)
  const text = await readText(path)
  if (name.endsWith('.cpuprofile')) {
    const thread = name.slice(0, -'.cpuprofile'.length)
    return { name, profiles: [parseCpuProfile(text, { thread, title: name })] }
  }
  if (!FOLDED.test(name)) throw new UserError(`${path} is no profile`, { suggestion: KNOWN })
  const kind = (['wall', 'off-cpu', 'on-cpu'] as const).find((one) => name.startsWith(one))
  const counts = kind === 'off-cpu' ? 'microseconds' : 'samples'
  const options = { title: name, kind: kind ?? 'on-cpu', counts, hasThreads: kind !== undefined }
  return { name, profiles: [parseFolded(text, { ...options, counts })] }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new UserError(`${path} cannot be read: ${messageOf(error)}`, {
      suggestion: 'A capture is compared by what it left in traces/.',
      cause: error,
    })
  }
}

/** A folder is a capture's; resolving those is the store's. */
async function isFile(path: string): Promise<boolean> {
  const name = basename(path)
  if (name === 'capture.json') return false
  return (await stat(path).catch(() => undefined))?.isFile() === true
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true
}
