/** A capture while it is made, on stderr: a line redrawn in place on a terminal, one line a phase elsewhere. */
import type { WriteStream } from 'node:tty'
import { writeDuration } from '../flags/duration.ts'
import type { CaptureObserver, CapturePhase } from '../target/let-pass.ts'
import { columnsOf, type Paint, paintFor } from './paint.ts'
import { joinFitting } from './text.ts'

export type CaptureProgress = CaptureObserver & {
  note(text: string): void
  /** Takes the redrawn line away. Nothing is shown after this. */
  close(): void
}

const ERASE_LINE = '\r\u001b[2K'
const BAR_CELLS = 16

type ProgressStream = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>

export function captureProgress(stream: ProgressStream): CaptureProgress {
  const isRedrawn = stream.isTTY === true
  const paint = paintFor(stream)
  let shown = ''
  let lastPhase: string | undefined
  let isClosed = false
  return {
    progress(progress) {
      if (isClosed) return
      if (isRedrawn) {
        // The last column stays free: terminals wrap when it is written.
        shown = progressLine(progress, paint, columnsOf(stream) - 1)
        stream.write(ERASE_LINE + shown)
      } else if (progress.phase !== lastPhase) {
        const { phase, plannedMs } = progress
        stream.write(
          `${phase}${plannedMs === undefined ? '' : ` for ${writeDuration(plannedMs)}`}\n`,
        )
      }
      lastPhase = progress.phase
    },
    note(text) {
      if (!isClosed) stream.write(isRedrawn ? `${ERASE_LINE}${text}\n${shown}` : `${text}\n`)
    },
    close() {
      if (isRedrawn && shown !== '') stream.write(ERASE_LINE)
      isClosed = true
    },
  }
}

function progressLine(progress: CapturePhase, paint: Paint, columns: number): string {
  const { phase, elapsedMs, plannedMs } = progress
  const elapsed = `${(elapsedMs / 1000).toFixed(1)}s`
  if (plannedMs === undefined) {
    return joinFitting([paint('bold', phase), elapsedMs > 0 ? elapsed : ''], '  ', columns)
  }
  const filled = Math.round(Math.min(1, elapsedMs / plannedMs) * BAR_CELLS)
  const bar = paint('green', '━'.repeat(filled)) + paint('dim', '─'.repeat(BAR_CELLS - filled))
  return joinFitting(
    [paint('bold', phase), `${elapsed} of ${writeDuration(plannedMs)}`, bar],
    '  ',
    columns,
  )
}
