/**
 * Paths as somebody typed them → the files of a capture. `strace -ff -o FILE` writes one file for each
 * thread, FILE.4021 and so on: FILE stands for all of them, and the number for the thread.
 */
import { readdirSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { messageOf, systemCode, UserError } from '../errors.ts'

/** Standard input. */
const STDIN = '-'
/** Linux allows no greater one: a longer number is a date. */
const PID_MAX = 4_194_304

export type CaptureFile = {
  /** `-` is standard input. */
  readonly path: string
  /** Whose calls are in it, where its name says so. */
  readonly tid: number | undefined
  /** It can be read again, and at once. */
  readonly isRegular: boolean
}

export function captureFiles(paths: readonly string[]): CaptureFile[] {
  const files = [...new Set(paths)].flatMap((path) =>
    path === STDIN ? [{ path, tid: undefined, isRegular: false }] : filesAt(path),
  )
  if (files.length > 0) return files
  throw new UserError('there is no capture to read', {
    exitCode: 2,
    suggestion: 'Name a file, several that belong together, or - for standard input.',
  })
}

function filesAt(path: string): CaptureFile[] {
  let stats: Stats
  try {
    stats = statSync(path)
  } catch (error) {
    const set = systemCode(error) === 'ENOENT' ? setOf(path) : []
    if (set.length > 0) return set.flatMap(filesAt)
    throw unreadable(path, error)
  }
  if (stats.isDirectory()) {
    throw new UserError(`${path} is a folder`, {
      exitCode: 2,
      suggestion: `Name the file in it, as in ${join(path, 'strace.txt')}.`,
    })
  }
  return [{ path, tid: tidOf(path), isRegular: stats.isFile() }]
}

/** The files that -ff made of one name, in the order of their threads. */
function setOf(path: string): string[] {
  const folder = dirname(path)
  const name = basename(path)
  try {
    return readdirSync(folder)
      .filter((entry) => entry.startsWith(`${name}.`) && tidOf(entry) !== undefined)
      .filter((entry) => stem(entry) === name)
      .sort((a, b) => (tidOf(a) ?? 0) - (tidOf(b) ?? 0))
      .map((entry) => join(folder, entry))
  } catch {
    return []
  }
}

const NUMBERED = /^(?<stem>.*)\.(?<tid>[1-9]\d{0,6})(?:\.gz)?$/

function tidOf(path: string): number | undefined {
  const tid = Number(NUMBERED.exec(basename(path))?.groups?.['tid'])
  return tid <= PID_MAX ? tid : undefined
}

function stem(name: string): string | undefined {
  return NUMBERED.exec(name)?.groups?.['stem']
}

/** What to say when a file cannot be opened or read. */
export function unreadable(path: string, cause: unknown): UserError {
  const code = systemCode(cause)
  if (code === 'ENOENT') {
    return new UserError(`there is no file ${path}`, {
      exitCode: 2,
      suggestion: 'strace -ff writes FILE.PID for every thread: FILE stands for all of them.',
      cause,
    })
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new UserError(`${path} may not be read`, {
      suggestion: `It is somebody else's: sudo chmod a+r ${path}`,
      cause,
    })
  }
  return new UserError(`${path} could not be read: ${messageOf(cause)}`, { cause })
}
