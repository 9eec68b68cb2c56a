/**
 * Where in a series with one step the step is: by how likely each place is, with levels and noise fitted to
 * it (normal noise of one variance; every place as likely beforehand). The likeliest single place is often
 * off by a few; the median of the likeliest five in a row is nearly as often exact and less often far off.
 */
import { mean } from 'simple-statistics'

export type StepPlace = {
  /** Of the first value after the step. */
  readonly index: number
  /** The first and the last of the places between which the step is with 90 % probability. */
  readonly range: readonly [number, number]
}

const TAIL = 0.05
/** Places on either side of the middle one of five. */
const ASIDE = 2

/** Of the values in [start, end), at least two of them. */
export function placeOfStep(values: readonly number[], start: number, end: number): StepPlace {
  const likelihoods = likelihoodsOf(values.slice(start, end))
  const place = (offset: number) => start + 1 + offset
  const likeliest = argmax(
    likelihoods.map((_, middle) =>
      sumOf(likelihoods.slice(Math.max(0, middle - ASIDE), middle + ASIDE + 1)),
    ),
  )
  const from = Math.max(0, likeliest - ASIDE)
  return {
    index: place(from + quantileOf(likelihoods.slice(from, likeliest + ASIDE + 1), 0.5)),
    range: [place(quantileOf(likelihoods, TAIL)), place(quantileOf(likelihoods, 1 - TAIL))],
  }
}

/** The first place at which that share of the sum is reached. */
function quantileOf(likelihoods: readonly number[], share: number): number {
  const rank = share * sumOf(likelihoods)
  let below = 0
  return likelihoods.findIndex((each) => {
    below += each
    return below >= rank
  })
}

function argmax(values: readonly number[]): number {
  return values.indexOf(Math.max(...values))
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** Of a step before the second value, the third, … the last: (left-over squares)^(−n/2), the greatest being 1. */
function likelihoodsOf(values: readonly number[]): number[] {
  const squares = squaresLeft(values)
  const least = Math.min(...squares)
  return squares.map((each) =>
    each === least ? 1 : Math.exp((-values.length / 2) * Math.log(each / least)),
  )
}

/** Squared distances to the means of both parts, by where the second part begins. */
function squaresLeft(values: readonly number[]): number[] {
  const middle = mean([...values])
  const all = values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  let left = 0
  return values.slice(1).map((_, before) => {
    left += (values[before] ?? middle) - middle
    const [n, m] = [before + 1, values.length - before - 1]
    return Math.max(0, all - left ** 2 / n - left ** 2 / m)
  })
}
