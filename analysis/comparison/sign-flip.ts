/**
 * Fisher's randomization test for paired differences: had the two builds been the same, each difference
 * might as well have had the other sign. P is the share of all ways to choose the signs whose sum is at
 * least as far from zero as the one observed. Needs no distribution. Source: R. A. Fisher, *The Design of
 * Experiments* (1935), §21.
 */
import { seededRandom } from './seeded-random.ts'

/** Up to here all 2^n ways are tried. */
const EXACT_MAX = 16
const SAMPLES = 20_000
/** Bits that one random number is good for. */
const SIGNS_A_DRAW = 30
/** Sums that differ by less are the same but for rounding. */
const ROUNDING = 1e-12

export type SignFlip = {
  readonly p: number
  /** Whether only some ways were tried, drawn from the seed. */
  readonly sampled: boolean
}

/** Undefined where there is no difference to flip. */
export function signFlipTest(differences: readonly number[], seed: number): SignFlip | undefined {
  if (differences.length === 0) return undefined
  const observed = Math.abs(sumOf(differences))
  const size = differences.reduce((sum, each) => sum + Math.abs(each), 0)
  const isExtreme = (sum: number) => Math.abs(sum) >= observed - ROUNDING * size
  return differences.length <= EXACT_MAX
    ? { p: exactShare(differences, isExtreme), sampled: false }
    : { p: sampledShare(differences, isExtreme, seed), sampled: true }
}

/** The least p that so many differences can have: all of one sign, and its mirror image. */
export function leastSignFlipP(count: number): number {
  return Math.min(1, 2 ** (1 - count))
}

/** In Gray-code order, each way differs from the one before by one sign. The last sign stays: its mirror images are as extreme. */
function exactShare(differences: readonly number[], isExtreme: (sum: number) => boolean): number {
  const ways = 2 ** (differences.length - 1)
  const signed = [...differences]
  let sum = sumOf(signed)
  let extreme = 0
  for (let way = 1; ; way += 1) {
    if (isExtreme(sum)) extreme += 1
    if (way === ways) return extreme / ways
    const flipped = 31 - Math.clz32(way & -way)
    const value = signed[flipped] ?? 0
    signed[flipped] = -value
    sum -= 2 * value
  }
}

/** The observed way counts as one of those tried, without which p could be zero (Phipson & Smyth 2010). */
function sampledShare(
  differences: readonly number[],
  isExtreme: (sum: number) => boolean,
  seed: number,
): number {
  const random = seededRandom(seed)
  let extreme = 1
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    let sum = 0
    let signs = 0
    differences.forEach((difference, index) => {
      if (index % SIGNS_A_DRAW === 0) signs = Math.floor(random() * 2 ** SIGNS_A_DRAW)
      sum += (signs & 1) === 0 ? difference : -difference
      signs >>= 1
    })
    if (isExtreme(sum)) extreme += 1
  }
  return extreme / (SAMPLES + 1)
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
