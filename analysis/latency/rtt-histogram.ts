/**
 * RTTs as HDR histograms of whole nanoseconds with three significant digits, in the standard V2
 * base64 encoding that every HdrHistogram tool reads.
 */
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js'

const NANOSECONDS = 1e9

/** Samples in seconds; anything below a nanosecond counts as one. */
export function histogramOf(sequences: readonly Float64Array[]): Histogram {
  const histogram = emptyHistogram()
  for (const sequence of sequences) {
    for (const sampleS of sequence) {
      histogram.recordValue(Math.max(1, Math.round(sampleS * NANOSECONDS)))
    }
  }
  return histogram
}

export type MergedHistograms = {
  readonly histogram: Histogram
  /** Which of the encodings could not be read, by their place, and why. */
  readonly problems: readonly { readonly index: number; readonly reason: string }[]
}

/** Adds encoded histograms up. One that is broken is a problem, not an exception. */
export function mergeHistograms(encodings: readonly string[]): MergedHistograms {
  const histogram = emptyHistogram()
  const problems: { index: number; reason: string }[] = []
  encodings.forEach((encoding, index) => {
    try {
      histogram.add(decodeFromCompressedBase64(encoding, 64))
    } catch (error) {
      problems.push({ index, reason: error instanceof Error ? error.message : String(error) })
    }
  })
  return { histogram, problems }
}

/** V2-compressed, base64. */
export function encodeHistogram(histogram: Histogram): string {
  return encodeIntoCompressedBase64(histogram)
}

/** Counts of 64 bits, so that no run is too long for it. */
function emptyHistogram(): Histogram {
  return build({ bitBucketSize: 64, autoResize: true, numberOfSignificantValueDigits: 3 })
}
