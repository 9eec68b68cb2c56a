/**
 * Seeded randomness: sfc32 (Doty-Humphrey), one independent sequence per agent of a seed. The same
 * seed and index give the same sequence on every machine.
 */

/** Rounds after which sfc32 has forgotten how similar its seeds were. */
const WARM_UP_ROUNDS = 20

/** Uniform in [0, 1), with 32 random bits. `index` separates the agents that share a seed. */
export function seededRandom(seed: number, index: number): () => number {
  let a = mixed(seed)
  let b = mixed(Math.floor(seed / 2 ** 32) ^ 0x9e3779b9)
  let c = mixed(index ^ 0x85ebca6b)
  let counter = 1
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  for (let round = 0; round < WARM_UP_ROUNDS; round++) next()
  return next
}

/** Spreads the bits of a 32-bit integer (the finalizer of MurmurHash3). */
function mixed(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}
