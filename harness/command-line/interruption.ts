/**
 * Ctrl-C, SIGTERM and a terminal that goes away: the first asks for an orderly end, the second ends the process at once.
 * npm forwards the terminal's signal to its child, which then gets it twice at the same moment, so a
 * second one counts only after a pause.
 */
import { INTERRUPTED_EXIT_CODE } from '../errors.ts'

const SECOND_SIGNAL_AFTER_MS = 500
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export type Interruption = Disposable & { readonly signal: AbortSignal }

export function listenForInterruption(onFirst: () => void): Interruption {
  const controller = new AbortController()
  let firstAtMs = 0
  const onSignal = () => {
    if (!controller.signal.aborted) {
      firstAtMs = performance.now()
      onFirst()
      controller.abort()
    } else if (performance.now() - firstAtMs > SECOND_SIGNAL_AFTER_MS) {
      process.exit(INTERRUPTED_EXIT_CODE)
    }
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, onSignal)
    },
  }
}
