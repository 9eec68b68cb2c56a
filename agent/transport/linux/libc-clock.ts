/**
 * CLOCK_MONOTONIC through libc, in milliseconds. Hot it costs what `performance.now` costs; after a second
 * of idleness a tenth, because so much less code lies between the call and the vDSO.
 */
import { CLOCK_MONOTONIC } from './constants.ts'
import type { Libc } from './libc.ts'
import { Memory } from './memory.ts'

export function libcClock(libc: Libc, addressOf: (bytes: Uint8Array) => number): () => number {
  const { address, bytes } = new Memory(16, addressOf)
  const words = new Uint32Array(bytes.buffer)
  return () => {
    libc.clockGettime(CLOCK_MONOTONIC, address)
    // Seconds since the start of the machine stay below 2³² for a while.
    return (words[0] as number) * 1000 + (words[2] as number) / 1e6
  }
}
