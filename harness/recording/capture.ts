/**
 * A raw capture that grows line by line while a run goes on. What waits to be written is bounded, so
 * that a slow disk slows its writers down instead of filling memory; a full disk is one clear error.
 */
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { messageOf, systemCode, UserError } from '../errors.ts'

const WAITING_BYTES_MAX = 1024 * 1024

export class Capture implements AsyncDisposable {
  readonly path: string
  /** Rejects with a `UserError` when writing fails; never resolves. */
  readonly failed: Promise<never>
  #stream: WriteStream
  #failure: UserError | undefined
  #room: Promise<unknown> | undefined
  #reject: (error: UserError) => void

  constructor(path: string) {
    this.path = path
    const { promise, reject } = Promise.withResolvers<never>()
    this.failed = promise
    this.#reject = reject
    // Those who do not watch it hear of the failure from `append`.
    this.failed.catch(() => {})
    this.#stream = createWriteStream(path, { highWaterMark: WAITING_BYTES_MAX })
    this.#stream.on('error', (error) => this.#fail(error))
  }

  /** Resolves when there is room for more. After a failure it throws that failure again. */
  async append(line: string): Promise<void> {
    this.throwIfFailed()
    if (this.#stream.write(`${line}\n`)) return
    this.#room ??= once(this.#stream, 'drain')
    await Promise.race([this.#room, this.failed])
    this.#room = undefined
  }

  /** Asked after disposal, it tells whether all of it is on disk. */
  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stream.end()
    await finished(this.#stream).catch(() => {})
  }

  #fail(error: Error): UserError {
    this.#failure ??= writeFailure(this.path, error)
    this.#reject(this.#failure)
    return this.#failure
  }
}

/** What a person is told when `path` cannot be written. */
export function writeFailure(path: string, error: unknown): UserError {
  const suggestion = SUGGESTIONS[systemCode(error) ?? '']
  return new UserError(`${path} cannot be written: ${messageOf(error)}`, {
    suggestion: suggestion ?? 'Choose another folder with --out.',
    cause: error,
  })
}

const SUGGESTIONS: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: make room, or choose a folder on another one with --out.',
  EDQUOT: 'The quota is used up: make room, or choose a folder on another disk with --out.',
  EROFS: 'The file system is read-only: choose another folder with --out.',
  EACCES: 'Change its permissions, or choose another folder with --out.',
  ENOTDIR: 'A part of the path is a file: choose another folder with --out.',
}
