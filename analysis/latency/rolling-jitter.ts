/** How the spread of RTTs changes over a run: the standard deviation in a window that slides over time. */
import type { ProbeTable } from '../probe-table.ts'
import type { TimeRange } from './time-buckets.ts'

export type JitterPoint = {
  /** The end of the window. */
  readonly atS: number
  readonly jitterS: number
  readonly count: number
}

/**
 * The window is `stepsPerWindow` of the `steps` equal steps that the range is cut into. Windows with
 * fewer than `countMin` samples say nothing and are left out.
 */
export function rollingJitter(
  table: ProbeTable,
  range: TimeRange,
  { steps, stepsPerWindow, countMin }: JitterWindow,
): JitterPoint[] {
  const widthS = (range.toS - range.fromS) / steps
  const counts = new Float64Array(steps)
  const sums = new Float64Array(steps)
  const squares = new Float64Array(steps)
  // Sums of squares cancel badly far from zero, so everything is measured from the first sample.
  const origin = table.rttS.find((rttS) => !Number.isNaN(rttS)) ?? 0
  for (let row = 0; row < table.length; row += 1) {
    const rttS = table.rttS[row] as number
    if (Number.isNaN(rttS)) continue
    const index = Math.floor(((table.sentAtS[row] as number) - range.fromS) / widthS)
    const step = Math.min(steps - 1, Math.max(0, index))
    const value = rttS - origin
    counts[step] = (counts[step] as number) + 1
    sums[step] = (sums[step] as number) + value
    squares[step] = (squares[step] as number) + value * value
  }
  const points: JitterPoint[] = []
  for (let last = stepsPerWindow - 1; last < steps; last += 1) {
    let [count, sum, square] = [0, 0, 0]
    for (let step = last - stepsPerWindow + 1; step <= last; step += 1) {
      count += counts[step] as number
      sum += sums[step] as number
      square += squares[step] as number
    }
    if (count < Math.max(2, countMin)) continue
    const variance = Math.max(0, (square - (sum * sum) / count) / (count - 1))
    points.push({ atS: range.fromS + (last + 1) * widthS, jitterS: Math.sqrt(variance), count })
  }
  return points
}

export type JitterWindow = {
  readonly steps: number
  readonly stepsPerWindow: number
  readonly countMin: number
}
