/**
 * The framing of the stream exchange: a 32-bit big-endian length, then that many bytes. A frame that
 * claims too much is refused at its header, and memory grows only with bytes that really came.
 */

export const FRAME_BYTES_MAX = 16 * 1024 * 1024
const HEADER_BYTES = 4

export function frameOf(body: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + body.length)
  frame.writeUInt32BE(body.length, 0)
  frame.set(body, HEADER_BYTES)
  return frame
}

export type FrameStep =
  | { readonly kind: 'more' }
  | { readonly kind: 'complete'; readonly body: Uint8Array }
  | { readonly kind: 'malformed'; readonly reason: string }

/** Collects one frame from chunks. Bytes beyond it are malformed: one request, one answer. */
export class FrameReader {
  readonly #chunks: Buffer[] = []
  #sizeBytes = 0
  #bodyBytes: number | undefined

  push(chunk: Buffer): FrameStep {
    this.#chunks.push(chunk)
    this.#sizeBytes += chunk.length
    if (this.#bodyBytes === undefined) {
      if (this.#sizeBytes < HEADER_BYTES) return { kind: 'more' }
      this.#bodyBytes = this.#joined().readUInt32BE(0)
      if (this.#bodyBytes > FRAME_BYTES_MAX) return { kind: 'malformed', reason: 'frame-too-long' }
    }
    const missingBytes = HEADER_BYTES + this.#bodyBytes - this.#sizeBytes
    if (missingBytes > 0) return { kind: 'more' }
    if (missingBytes < 0) return { kind: 'malformed', reason: 'frame-overrun' }
    return { kind: 'complete', body: this.#joined().subarray(HEADER_BYTES) }
  }

  #joined(): Buffer {
    const [first] = this.#chunks
    if (this.#chunks.length === 1 && first !== undefined) return first
    const joined = Buffer.concat(this.#chunks, this.#sizeBytes)
    this.#chunks.splice(0, this.#chunks.length, joined)
    return joined
  }
}
