/**
 * Shows a run while it goes on, on stderr: one line redrawn in place on a terminal, plain lines at
 * phase changes and every few seconds elsewhere.
 */
import type { WriteStream } from 'node:tty'
import type { RunObserver, RunProgress } from '../run-options.ts'
import { columnsOf, paintFor } from './paint.ts'
import { progressLine } from './progress-line.ts'

const PLAIN_LINE_EVERY_MS = 5000
const ERASE_LINE = '\r\u001b[2K'

type ProgressStream = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>

export type ProgressDisplay = RunObserver & {
  /** Takes the redrawn line away. Nothing is shown after this. */
  close(): void
}

export const silentProgress: ProgressDisplay = { progress() {}, note() {}, close() {} }

export function progressDisplay(stream: ProgressStream): ProgressDisplay {
  return stream.isTTY === true ? redrawnLine(stream) : plainLines(stream)
}

function redrawnLine(stream: ProgressStream): ProgressDisplay {
  const paint = paintFor(stream)
  let shown = ''
  let closed = false
  return {
    progress(progress) {
      if (closed) return
      // The last column stays free: terminals wrap when it is written.
      shown = progressLine(progress, paint, columnsOf(stream) - 1)
      stream.write(ERASE_LINE + shown)
    },
    note(text) {
      if (!closed) stream.write(`${ERASE_LINE}${text}\n${shown}`)
    },
    close() {
      if (shown !== '') stream.write(ERASE_LINE)
      closed = true
    },
  }
}

function plainLines(stream: ProgressStream): ProgressDisplay {
  const paint = paintFor(stream)
  let lastPhase: RunProgress['phase'] | undefined
  let lastElapsedMs = 0
  let closed = false
  return {
    progress(progress) {
      const isDue = progress.elapsedMs - lastElapsedMs >= PLAIN_LINE_EVERY_MS
      if (closed || (progress.phase === lastPhase && !isDue)) return
      lastPhase = progress.phase
      lastElapsedMs = progress.elapsedMs
      stream.write(`${progressLine(progress, paint)}\n`)
    },
    note(text) {
      if (!closed) stream.write(`${text}\n`)
    },
    close() {
      closed = true
    },
  }
}
