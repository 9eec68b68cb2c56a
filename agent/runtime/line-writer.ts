/**
 * Lines on their way to a reader that may be slow: those of one turn leave with one system call, and what
 * waits for the reader waits here, because a stream that is to write half a gigabyte at once gives up.
 */
import type { Writable } from 'node:stream'

/** A pipe takes less at a time. */
const CHUNK_CHARS_MAX = 256 * 1024

export class LineWriter {
  readonly #stream: Pick<Writable, 'write' | 'once'>
  readonly #lines: string[] = []
  #isBusy = false
  #emptied: (() => void)[] = []

  constructor(stream: Pick<Writable, 'write' | 'once'>) {
    this.#stream = stream
  }

  readonly write = (line: string): void => {
    this.#lines.push(line)
    if (this.#isBusy) return
    this.#isBusy = true
    queueMicrotask(this.#pass)
  }

  /** Resolves when the stream has taken everything; never, when nobody reads it any more. */
  async empty(): Promise<void> {
    if (this.#isBusy) await new Promise<void>((resolve) => this.#emptied.push(resolve))
  }

  readonly #pass = (): void => {
    while (this.#lines.length > 0) {
      if (this.#stream.write(this.#chunk())) continue
      this.#stream.once('drain', this.#pass)
      return
    }
    this.#isBusy = false
    for (const resolve of this.#emptied.splice(0)) resolve()
  }

  #chunk(): string {
    let count = 0
    for (let chars = 0; count < this.#lines.length && chars < CHUNK_CHARS_MAX; count++) {
      chars += (this.#lines[count] as string).length
    }
    return `${this.#lines.splice(0, count).join('\n')}\n`
  }
}
