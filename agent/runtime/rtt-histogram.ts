/**
 * All RTTs of one agent in an HDR histogram of nanoseconds, three significant digits. The library is
 * loaded after the agents run; until then values wait in a list.
 */
import type { Histogram } from 'hdr-histogram-js'

type Library = typeof import('hdr-histogram-js')
let library: Library | undefined

export async function loadHistogramLibrary(): Promise<void> {
  library ??= await import('hdr-histogram-js')
}

export class RttHistogram {
  #histogram: Histogram | undefined
  readonly #waitingNs: number[] = []

  record(rttNs: number): void {
    if (library === undefined) {
      this.#waitingNs.push(rttNs)
      return
    }
    this.#ready(library).recordValue(Math.max(0, rttNs))
  }

  /** V2-compressed, base64. */
  encoded(): string {
    if (library === undefined) throw new Error('the histogram library is not loaded')
    return library.encodeIntoCompressedBase64(this.#ready(library))
  }

  #ready(hdr: Library): Histogram {
    this.#histogram ??= hdr.build({
      bitBucketSize: 32,
      autoResize: true,
      lowestDiscernibleValue: 1,
      highestTrackableValue: 2,
      numberOfSignificantValueDigits: 3,
      useWebAssembly: false,
    })
    for (const rttNs of this.#waitingNs.splice(0)) this.#histogram.recordValue(Math.max(0, rttNs))
    return this.#histogram
  }
}
