/** Lets the time of a capture pass, shows it, and says why it did not last as long as planned. */
import { setTimeout as sleep } from 'node:timers/promises'

/** A moment of a capture, for people who wait for it. */
export type CapturePhase = {
  /** `counting`, as shown. */
  readonly phase: string
  readonly elapsedMs: number
  /** Undefined when the phase takes what it takes. */
  readonly plannedMs: number | undefined
}

export interface CaptureObserver {
  progress(progress: CapturePhase): void
}

export type Passed = {
  readonly durationS: number
  readonly end: 'planned' | 'interrupted' | 'over'
}

const LOOK_EVERY_MS = 100

export async function letPass(options: {
  readonly phase: string
  readonly plannedMs: number
  readonly signal: AbortSignal
  /** Nothing is left to wait for. Asked every now and then: it should cost little. */
  readonly isOver: () => boolean
  readonly observer: CaptureObserver
}): Promise<Passed> {
  const { phase, plannedMs, signal, isOver, observer } = options
  const startedMs = performance.now()
  for (;;) {
    const elapsedMs = performance.now() - startedMs
    observer.progress({ phase, elapsedMs, plannedMs })
    const durationS = elapsedMs / 1000
    if (signal.aborted) return { durationS, end: 'interrupted' }
    if (isOver()) return { durationS, end: 'over' }
    if (elapsedMs >= plannedMs) return { durationS, end: 'planned' }
    const leftMs = Math.min(plannedMs - elapsedMs, LOOK_EVERY_MS)
    await sleep(leftMs, undefined, { signal }).catch(() => {})
  }
}
