/** One moment of a run as one line that fits the terminal. */
import { formatDuration, plural } from '../../analysis/index.ts'
import { writeDuration } from '../flags/duration.ts'
import type { RunProgress } from '../run-options.ts'
import type { Paint } from './paint.ts'
import { joinFitting, truncate } from './text.ts'

const BAR_CELLS = 16

/** Without `columns` it is as long as it gets, and has no bar: nobody redraws it. */
export function progressLine(
  progress: RunProgress,
  paint: Paint,
  columns = Number.POSITIVE_INFINITY,
): string {
  const phase = progress.phase.replace('-', ' ')
  const parts = [
    paint('bold', truncate(phase, columns)),
    times(progress),
    population(progress),
    progress.probes > 0 ? plural(progress.probes, 'probe') : '',
    progress.rttP50Ms === undefined ? '' : `p50 ${formatDuration(progress.rttP50Ms / 1000)}`,
    progress.rttP99Ms === undefined ? '' : `p99 ${formatDuration(progress.rttP99Ms / 1000)}`,
    columns === Number.POSITIVE_INFINITY ? '' : bar(progress, paint),
  ]
  return joinFitting(parts, '  ', columns)
}

/** The plan of a convergence is a deadline, which nobody hopes to see the end of. */
function isPlanned({ phase, plannedMs }: RunProgress): boolean {
  return plannedMs !== undefined && plannedMs > 0 && phase !== 'converging'
}

function times(progress: RunProgress): string {
  const { elapsedMs, plannedMs = 0 } = progress
  const elapsed = `${(elapsedMs / 1000).toFixed(1)}s`
  return isPlanned(progress) ? `${elapsed} of ${writeDuration(plannedMs)}` : elapsed
}

function population(progress: RunProgress): string {
  const { phase, agents, agentsRunning, membersAlive } = progress
  if (phase === 'floor') return ''
  return phase === 'starting'
    ? `${agentsRunning}/${agents} started`
    : `${membersAlive}/${agents} alive`
}

function bar(progress: RunProgress, paint: Paint): string {
  if (!isPlanned(progress)) return ''
  const { elapsedMs, plannedMs = 0 } = progress
  const filled = Math.round(Math.min(1, elapsedMs / plannedMs) * BAR_CELLS)
  return paint('green', '━'.repeat(filled)) + paint('dim', '─'.repeat(BAR_CELLS - filled))
}
