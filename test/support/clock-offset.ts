/**
 * How far CLOCK_REALTIME is ahead of CLOCK_MONOTONIC, read without the code under test: the moment at which
 * `Date.now()` goes to the next millisecond is known to within one reading of the other clock.
 */

import { uptime } from 'node:os'

const EDGES = 20
/** The time since boot is told in hundredths of a second. */
const SUSPENDED_S_MIN = 0.1

/** Of several such moments, the one that is known best. */
export function realtimeAheadNs(): { readonly ns: bigint; readonly errorNs: number } {
  let best = { ns: 0n, errorNs: Number.POSITIVE_INFINITY }
  let [lastMs, lastNs] = [Date.now(), process.hrtime.bigint()]
  for (let edges = 0; edges < EDGES; ) {
    const nowMs = Date.now()
    const nowNs = process.hrtime.bigint()
    if (nowMs === lastMs + 1) {
      edges += 1
      // The millisecond began between the two readings.
      const errorNs = Number(nowNs - lastNs) / 2
      const edgeNs = (nowNs + lastNs) / 2n
      if (errorNs < best.errorNs) best = { ns: BigInt(nowMs) * 1_000_000n - edgeNs, errorNs }
    }
    ;[lastMs, lastNs] = [nowMs, nowNs]
  }
  return best
}

/** Whether CLOCK_BOOTTIME, which old bpftraces read, is ahead of CLOCK_MONOTONIC. */
export function wasSuspended(): boolean {
  return uptime() - Number(process.hrtime.bigint()) / 1e9 > SUSPENDED_S_MIN
}
