/**
 * Shows a long row of short runs on stderr: one line for each that is over, and on a terminal the one
 * that is under way below them.
 */
import { type ProgressDisplay, progressDisplay } from './progress-display.ts'

type Stream = Parameters<typeof progressDisplay>[0]

export function overheadProgress(stream: Stream): ProgressDisplay {
  const display = progressDisplay(stream)
  // The phases of every run would bury what matters in a log file.
  return stream.isTTY === true ? display : { ...display, progress() {} }
}
