/**
 * Keeps clusters apart and damage out: a 32-bit check in every message, seeded by the cluster's name.
 * It is no signature: who knows the name can forge it.
 */

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193
/** Modulo 2³², as the other two odd factors below. */
const FNV_PRIME_INVERSE = 0x359c449b

/** The cluster's name as a seed for `check`: FNV-1a over its UTF-8 bytes. */
export function clusterTag(name: string): number {
  return check(new TextEncoder().encode(name), 0, FNV_OFFSET)
}

/**
 * FNV-1a over `bytes` from `start`, from the state `seed`, with a final mix (murmur3's) so that the last bytes
 * reach every bit. Any single changed byte changes the result. An unsigned 32-bit number.
 */
export function check(bytes: Uint8Array, start: number, seed: number): number {
  let state = seed
  for (let at = start; at < bytes.length; at++) {
    state = Math.imul(state ^ (bytes[at] as number), FNV_PRIME)
  }
  state ^= state >>> 16
  state = Math.imul(state, 0x85ebca6b)
  state ^= state >>> 13
  state = Math.imul(state, 0xc2b2ae35)
  return (state ^ (state >>> 16)) >>> 0
}

/**
 * The seed under which `bytes` from `start` have the check `result`: every step of `check` can be taken
 * back. It tells the cluster of a datagram without knowing its name.
 */
export function seedOf(result: number, bytes: Uint8Array, start: number): number {
  let state = result ^ (result >>> 16)
  state = Math.imul(state, 0x7ed1b41d)
  state ^= (state >>> 13) ^ (state >>> 26)
  state = Math.imul(state, 0xa5cb9243)
  state ^= state >>> 16
  for (let at = bytes.length - 1; at >= start; at--) {
    state = Math.imul(state, FNV_PRIME_INVERSE) ^ (bytes[at] as number)
  }
  return state >>> 0
}
