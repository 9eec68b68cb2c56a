/**
 * When a call was waiting and how long waits are. A poll that returns within 50 µs found something
 * or was only asking, so it counts as work; so does a futex call that short, which most often wakes
 * somebody. Calls that are there for something else (a receive, an accept) waited when they took a millisecond.
 */
import type { CallNature } from './call-kinds.ts'
import type { WaitRow } from './summary.ts'

const MICROSECOND = 1e3
const MILLISECOND = 1e6

/** Below it a wait did not wait. */
const READY_NS_MAX = 50 * MICROSECOND
const BLOCKED_NS_MIN = MILLISECOND

const LENGTHS: readonly { readonly length: WaitRow['length']; readonly toNs: number }[] = [
  { length: 'ready', toNs: READY_NS_MAX },
  { length: 'short', toNs: MILLISECOND },
  { length: 'tick', toNs: 100 * MILLISECOND },
  { length: 'idle', toNs: Number.POSITIVE_INFINITY },
]

export function isWaiting({ kind, mayBlock }: CallNature, durationNs: number): boolean {
  if (kind === 'wait') return durationNs >= READY_NS_MAX
  return mayBlock && durationNs >= BLOCKED_NS_MIN
}

/** Waits counted by their length. */
export class Waits {
  readonly #bins = LENGTHS.map(({ length, toNs }, index) => ({
    length,
    fromNs: LENGTHS[index - 1]?.toNs ?? 0,
    toNs,
    calls: 0,
    totalNs: 0,
    timedOut: 0,
  }))

  add(durationNs: number, timedOut: boolean): void {
    for (const bin of this.#bins) {
      if (durationNs >= bin.toNs) continue
      bin.calls += 1
      bin.totalNs += durationNs
      if (timedOut) bin.timedOut += 1
      return
    }
  }

  rows(): WaitRow[] {
    return this.#bins.map(({ length, fromNs, toNs, calls, totalNs, timedOut }) => ({
      length,
      fromS: fromNs / 1e9,
      toS: Number.isFinite(toNs) ? toNs / 1e9 : null,
      calls,
      totalS: totalNs / 1e9,
      timedOut,
    }))
  }
}
