/** Student's t distribution for whole degrees of freedom, and the interval of a mean that rests on it. */
import { mean, sampleStandardDeviation } from 'simple-statistics'

/** P(|T| ≤ t): the finite trigonometric series of Abramowitz & Stegun 26.7.3 and 26.7.4. */
export function studentTWithin(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees))
  const sine = Math.sin(angle)
  const cosine = Math.cos(angle)
  const odd = degrees % 2 === 1
  let term = odd ? cosine : 1
  let sum = degrees === 1 ? 0 : term
  for (let k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine
    sum += term
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
}

/** The t with P(|T| ≤ t) = `confidence`. */
export function studentTQuantile(confidence: number, degrees: number): number {
  let low = 0
  let high = 1
  while (studentTWithin(high, degrees) < confidence) high *= 2
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2
    if (studentTWithin(middle, degrees) < confidence) low = middle
    else high = middle
  }
  return (low + high) / 2
}

export type MeanEstimate = {
  readonly count: number
  readonly mean: number
  /** 95 %, two-sided; undefined for fewer than two values. */
  readonly interval: readonly [number, number] | undefined
}

/** Undefined when there is no value at all. */
export function estimateMean(values: readonly number[]): MeanEstimate | undefined {
  const count = values.length
  if (count === 0) return undefined
  const middle = mean([...values])
  if (count === 1) return { count, mean: middle, interval: undefined }
  const error = sampleStandardDeviation([...values]) / Math.sqrt(count)
  const half = studentTQuantile(0.95, count - 1) * error
  return { count, mean: middle, interval: [middle - half, middle + half] }
}
