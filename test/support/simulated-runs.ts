/**
 * Runs of two builds without a machine, as noise makes them: runs of one build differ by a few percent,
 * samples of a run resemble their neighbours, and the machine drifts while all of it is measured.
 */
import { seededRandom } from '../../agent/runtime/random.ts'
import type { RunValues, Side } from '../../analysis/index.ts'

export type SimulatedComparison = {
  readonly seed: number
  readonly blocks: number
  /** Candidate ÷ base − 1. */
  readonly change: number
  /** Standard deviation of the logarithms of runs. */
  readonly spread: number
  /** From the first run to the last. */
  readonly drift: number
  readonly samplesPerRun?: number
}

/** Samples of a run: log-normal with this deviation, each so much like the one before. */
const SAMPLE_DEVIATION = 0.25
const AUTOCORRELATION = 0.3
const BASE_S = 120e-6

/** Standard normal numbers from a seed, by Box and Muller. */
export function normalFrom(seed: number): () => number {
  const random = seededRandom(seed, 0)
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Interleaved blocks, as many AB as BA, in random order. */
export function simulatedSides(options: SimulatedComparison): [Side, Side] {
  const { seed, blocks, change, spread, drift, samplesPerRun = 400 } = options
  const normal = normalFrom(seed)
  const random = seededRandom(seed, 1)
  const orders = shuffled(
    Array.from({ length: blocks }, (_, block) => block % 2 === 0),
    random,
  )
  const sides: [RunValues[], RunValues[]] = [[], []]
  orders.forEach((baseFirst, block) => {
    for (const position of [0, 1]) {
      const isBase = baseFirst === (position === 0)
      const time = (2 * block + position) / (2 * blocks - 1)
      const level =
        BASE_S * (isBase ? 1 : 1 + change) * (1 + drift) ** time * Math.exp(spread * normal())
      const samples = samplesOfRun(samplesPerRun, level, normal)
      sides[isBase ? 0 : 1].push({
        id: `${isBase ? 'base' : 'candidate'}-${block}`,
        values: { 'rtt.p50': at(samples, 0.5), 'rtt.p99': at(samples, 0.99) },
        block,
        order: position === 0 ? 'first' : 'second',
        startedAt: null,
        floorP50S: null,
      })
    }
  })
  return [
    { label: 'base', runs: sides[0] },
    { label: 'candidate', runs: sides[1] },
  ]
}

/** Sorted, in seconds. */
function samplesOfRun(count: number, levelS: number, normal: () => number): Float64Array {
  let deviation = normal()
  const fresh = Math.sqrt(1 - AUTOCORRELATION ** 2)
  return Float64Array.from({ length: count }, () => {
    deviation = AUTOCORRELATION * deviation + fresh * normal()
    return levelS * Math.exp(SAMPLE_DEVIATION * deviation)
  }).sort()
}

function at(sorted: Float64Array, quantile: number): number {
  return sorted[Math.floor(quantile * sorted.length)] ?? 0
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = items.map((item) => ({ item, key: random() }))
  return order.sort((a, b) => a.key - b.key).map(({ item }) => item)
}
