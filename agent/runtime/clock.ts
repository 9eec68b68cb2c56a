/**
 * CLOCK_MONOTONIC in milliseconds, as a double, cheap enough to read twice per datagram. Every thread
 * and process of a host reads the same clock, though `performance.now` starts at zero in each.
 */
import { hrtime } from 'node:process'

export interface Clock {
  nowMs(): number
}

/** Readings taken to find the offset; the one between the closest pair is kept. */
const READINGS = 32

export function monotonicClock(): Clock {
  const offsetMs = measureOffsetMs()
  return { nowMs: () => performance.now() + offsetMs }
}

/** The form in which times leave the process: whole nanoseconds, exact below 2⁵³. */
export function nanoseconds(ms: number): number {
  return Math.round(ms * 1e6)
}

function measureOffsetMs(): number {
  let narrowestMs = Number.POSITIVE_INFINITY
  let offsetMs = 0
  for (let reading = 0; reading < READINGS; reading++) {
    const beforeMs = performance.now()
    const monotonicNs = hrtime.bigint()
    const afterMs = performance.now()
    if (afterMs - beforeMs >= narrowestMs) continue
    narrowestMs = afterMs - beforeMs
    offsetMs = Number(monotonicNs) / 1e6 - (beforeMs + afterMs) / 2
  }
  return offsetMs
}
