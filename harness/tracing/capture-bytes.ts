/**
 * The bytes of one file of a capture, unzipped where they are zipped, in pieces. Regular files are read
 * into one and the same buffer: they come faster than they are parsed, and nothing is left to collect.
 */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { constants, createGunzip, gunzipSync } from 'node:zlib'
import { systemCode, UserError } from '../errors.ts'
import { type CaptureFile, unreadable } from './capture-files.ts'

const PIECE_BYTES = 256 * 1024
/** Between two turns of the event loop, which Ctrl-C needs. */
const PIECES_A_TURN = 64
const GZIP = [0x1f, 0x8b] as const

type Pieces = AsyncGenerator<Buffer, void>

/** What is zipped ends too early, or is not what it was; what came before has been given. */
export class DamagedArchive extends Error {}

/** A piece is good until the next one is asked for. */
export async function* captureBytes(file: CaptureFile, stdin: Readable): Pieces {
  const pieces = file.isRegular ? filePieces(file.path) : streamPieces(file, stdin)
  const first = await headOf(pieces)
  if (first === undefined) return
  if (isZipped(first)) {
    yield* unzipped(copied(first, pieces))
    return
  }
  yield first
  yield* pieces
}

/** The first bytes of a file, unzipped; none of what can be read only once. */
export function firstBytes({ path, isRegular }: CaptureFile, size: number): Buffer {
  if (!isRegular) return Buffer.alloc(0)
  const fd = attempt(path, () => openSync(path, 'r'))
  try {
    const bytes = Buffer.alloc(size)
    const head = bytes.subarray(
      0,
      attempt(path, () => readSync(fd, bytes, 0, size, 0)),
    )
    // The end of what was zipped is not there, and is not asked for.
    return isZipped(head) ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }) : head
  } catch (error) {
    if (error instanceof UserError) throw error
    return Buffer.alloc(0)
  } finally {
    closeSync(fd)
  }
}

function isZipped(head: Buffer): boolean {
  return GZIP.every((byte, index) => head[index] === byte)
}

async function* filePieces(path: string): Pieces {
  const fd = attempt(path, () => openSync(path, 'r'))
  try {
    const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES)
    for (let pieces = 1; ; pieces++) {
      const size = attempt(path, () => readSync(fd, buffer, 0, buffer.length, null))
      if (size === 0) return
      yield buffer.subarray(0, size)
      if (pieces % PIECES_A_TURN === 0) await setImmediate()
    }
  } finally {
    closeSync(fd)
  }
}

async function* streamPieces({ path }: CaptureFile, stdin: Readable): Pieces {
  const stream = path === '-' ? stdin : createReadStream(path)
  try {
    for await (const piece of stream) yield Buffer.from(piece)
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** The first piece; from a pipe it may come byte by byte. */
async function headOf(pieces: Pieces): Promise<Buffer | undefined> {
  let head: Buffer | undefined
  while (head === undefined || head.length < GZIP.length) {
    const { value, done } = await pieces.next()
    if (done || value === undefined) return head
    head = head === undefined ? value : Buffer.concat([head, value])
  }
  return head
}

/** For those who take a piece and look at it later. */
async function* copied(first: Buffer, rest: Pieces): Pieces {
  yield Buffer.from(first)
  for await (const piece of rest) yield Buffer.from(piece)
}

async function* unzipped(zipped: Pieces): Pieces {
  const source = Readable.from(zipped, { objectMode: false, highWaterMark: PIECE_BYTES })
  const unzip = createGunzip({ chunkSize: PIECE_BYTES })
  source.on('error', (error) => unzip.destroy(error))
  try {
    for await (const piece of source.pipe(unzip)) yield piece
  } catch (error) {
    const isDamage = systemCode(error)?.startsWith('Z_') === true
    throw isDamage ? new DamagedArchive('damaged', { cause: error }) : error
  } finally {
    source.destroy()
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw unreadable(path, error)
  }
}
