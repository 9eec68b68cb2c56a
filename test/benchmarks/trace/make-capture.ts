/** A large capture of something real: strace on a busy program, until the file is long enough. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { UserError } from '../../../harness/errors.ts'

const STRACE = 'strace'
const LOOK_EVERY_MS = 100
/** Lines of this program are shorter on average. */
const LINE_BYTES = 150
/** The program itself, compiled or not. */
const BUSY = fileURLToPath(new URL(`./busy${extname(import.meta.filename)}`, import.meta.url))

export async function makeCapture(path: string, lines: number): Promise<void> {
  const args = ['-f', '-ttt', '-T', '-o', path, process.execPath, BUSY]
  const child = spawn(STRACE, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const gone = once(child, 'exit')
  child.on('error', () => {})
  let size = 0
  while (size < lines * LINE_BYTES) {
    await sleep(LOOK_EVERY_MS)
    if (child.pid === undefined || child.exitCode !== null) throw failed()
    size = sizeOf(path)
  }
  // It ends as a traced program may end: in the middle of everything. strace ends with it.
  process.kill(tracedPid(path), 'SIGKILL')
  await gone
}

/** Of the program's main thread, whose call is the first. */
function tracedPid(path: string): number {
  const head = Buffer.alloc(16)
  const file = openSync(path, 'r')
  readSync(file, head)
  closeSync(file)
  return Number.parseInt(head.toString('latin1'), 10)
}

function failed(): UserError {
  return new UserError('strace made no capture', {
    suggestion: 'sudo apt-get install strace; swimbench doctor says what else it needs.',
  })
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}
