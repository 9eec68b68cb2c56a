/**
 * Values far from all others of their kind, which are named and never taken out: deleting what one does not
 * like is how differences are made. By the modified z score of Iglewicz and Hoaglin (*How to Detect and
 * Handle Outliers*, 1993), which rests on the median and is not moved by what it looks for.
 */
import { median, medianAbsoluteDeviation } from 'simple-statistics'

/** The bound that they advise. */
const Z_MAX = 3.5
/** Makes the median absolute deviation of normal values their standard deviation. */
const TO_DEVIATION = 1.4826
/** Of fewer values, any may look odd. */
const COUNT_MIN = 6

/** Places of the outliers. */
export function outliersOf(values: readonly number[]): number[] {
  if (values.length < COUNT_MIN) return []
  const middle = median([...values])
  const deviation = TO_DEVIATION * medianAbsoluteDeviation([...values])
  if (deviation === 0) return []
  return [...values.keys()].filter(
    (index) => Math.abs((values[index] ?? middle) - middle) / deviation > Z_MAX,
  )
}
