/**
 * Histograms of many runs on one logarithmic grid, cumulated, so that any mixture of runs can be asked for its
 * quantiles: what a bootstrap does a thousand times. Cells are 0.2 % wide, and values lie evenly in them.
 */
import { decodeFromCompressedBase64, JsHistogram } from 'hdr-histogram-js'

const CELLS_PER_E = 500
const NANOSECOND = 1e-9

/** Of one run: how many values lie below the start of each cell; the last number counts them all. */
export type Cumulated = Float64Array

export type Decoded = {
  /** One per encoding, all on one grid; undefined where it is broken. */
  readonly runs: readonly (Cumulated | undefined)[]
  /** Where on the logarithmic axis the first cell is. */
  readonly firstCell: number
  readonly problems: readonly { readonly index: number; readonly reason: string }[]
}

/** HDR histograms of nanoseconds, V2 base64. A broken one is a problem, not an exception. */
export function decodeToGrid(encodings: readonly string[]): Decoded {
  const problems: { index: number; reason: string }[] = []
  const histograms = encodings.map((encoding, index) => {
    try {
      return decoded(encoding)
    } catch (error) {
      problems.push({ index, reason: error instanceof Error ? error.message : String(error) })
      return undefined
    }
  })
  const filled = histograms.filter((each) => each !== undefined && each.totalCount > 0)
  const firstCell = Math.min(...filled.map((each) => cellOf(each?.minNonZeroValue ?? 1)))
  const lastCell = Math.max(...filled.map((each) => cellOf(each?.maxValue ?? 1)))
  const cells = filled.length === 0 ? 0 : lastCell - firstCell + 1
  const runs = histograms.map((each) => each && cumulated(each, firstCell, cells))
  return { runs, firstCell, problems }
}

function decoded(encoding: string): JsHistogram {
  const histogram = decodeFromCompressedBase64(encoding, 64)
  if (histogram instanceof JsHistogram) return histogram
  throw new Error('not a histogram of plain counts')
}

function cellOf(value: number): number {
  return Math.floor(Math.log(Math.max(1, value)) * CELLS_PER_E)
}

function cumulated(histogram: JsHistogram, firstCell: number, cells: number): Cumulated {
  const below = new Float64Array(cells + 1)
  for (let index = 0; index < histogram.countsArrayLength; index += 1) {
    const count = histogram.getCountAtIndex(index)
    if (count === 0) continue
    const middle = histogram.medianEquivalentValue(histogram.valueFromIndex(index))
    // The middle of the last bin may lie beyond the greatest value that is in it.
    const place = Math.min(cells - 1, Math.max(0, cellOf(middle) - firstCell)) + 1
    below[place] = (below[place] as number) + count
  }
  for (let cell = 1; cell <= cells; cell += 1) {
    below[cell] = (below[cell] as number) + (below[cell - 1] as number)
  }
  return below
}

export function totalOf(runs: readonly Cumulated[]): number {
  return belowAll(runs, (runs[0]?.length ?? 1) - 1)
}

/** Quantiles, in seconds, of all values of `runs` together; `quantiles` ascending. */
export function quantilesOf(
  runs: readonly Cumulated[],
  firstCell: number,
  quantiles: readonly number[],
): number[] {
  const last = (runs[0]?.length ?? 1) - 1
  const total = belowAll(runs, last)
  let low = 0
  return quantiles.map((quantile) => {
    const rank = quantile * total
    let high = last - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (belowAll(runs, middle + 1) >= rank) high = middle
      else low = middle + 1
    }
    const below = belowAll(runs, low)
    const inCell = belowAll(runs, low + 1) - below
    const share = inCell === 0 ? 0.5 : Math.min(1, Math.max(0, (rank - below) / inCell))
    return Math.exp((firstCell + low + share) / CELLS_PER_E) * NANOSECOND
  })
}

function belowAll(runs: readonly Cumulated[], cell: number): number {
  let sum = 0
  for (const run of runs) sum += run[cell] as number
  return sum
}
