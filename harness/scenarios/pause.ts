/** Waiting that an abort cuts short. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves after `durationMs`, or as soon as the signal says so. */
export async function pauseFor(durationMs: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(Math.max(0, durationMs), undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/** Until a moment of CLOCK_MONOTONIC. */
export async function pauseUntil(atNs: number, signal: AbortSignal): Promise<void> {
  const leftMs = () => (atNs - Number(process.hrtime.bigint())) / 1e6
  // Timers know whole milliseconds, and may be early by a part of one.
  while (leftMs() > 0 && !signal.aborted) await pauseFor(Math.ceil(leftMs()), signal)
}
