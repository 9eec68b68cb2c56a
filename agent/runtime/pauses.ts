/**
 * What holds a thread up, as it happens and as sums: the contract tells totals, telemetry distributions.
 */
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import type { DurationTotals } from '../contract.ts'
import { nanoseconds } from './clock.ts'

/** The threads of an agent process. */
export type ThreadName = 'protocol' | 'telemetry'

/** What V8 stopped the thread for; the words are those of OpenTelemetry's `v8js.gc.type`. */
export type GcType = 'minor' | 'major' | 'incremental' | 'weakcb' | 'other'
export type GcPause = readonly [type: GcType, durationMs: number]

const GC_TYPES = new Map<number, GcType>([
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
])

/** What Node's types do not tell of entries of this kind. */
type GcEntry = PerformanceEntry & { readonly detail: { readonly kind: number } }

/** Durations that are only counted, summed and maximised. */
export class Pauses {
  #count = 0
  #totalMs = 0
  #maxMs = 0

  add(durationMs: number): void {
    this.#count++
    this.#totalMs += durationMs
    if (this.#maxMs < durationMs) this.#maxMs = durationMs
  }

  totals(): DurationTotals {
    return {
      count: this.#count,
      totalNs: nanoseconds(this.#totalMs),
      maxNs: nanoseconds(this.#maxMs),
    }
  }
}

/** Tells of every garbage collection of the calling thread from now on, some turns of its loop later. */
export function observeGarbageCollection(paused: (pause: GcPause) => void): void {
  const observer = new PerformanceObserver((list) => {
    for (const { detail, duration } of list.getEntries() as GcEntry[]) {
      paused([GC_TYPES.get(detail.kind) ?? 'other', duration])
    }
  })
  observer.observe({ entryTypes: ['gc'] })
}
