/** Reasons to doubt a run that its record does not hold by itself. */
import type { RunRecord, Warning } from '../../analysis/index.ts'
import type { MeasuredProcess } from './agent-life.ts'
import type { Measurement } from './measurement.ts'
import { hasFonts } from './png.ts'

/** `unaccounted` counts cycles that were sent and of which nobody told the end. */
export async function runWarnings(
  record: RunRecord,
  measurement: Measurement,
  unaccounted: number,
): Promise<Warning[]> {
  const processes = [...new Set(measurement.lives.map((life) => life.process))]
  const warnings = processes.flatMap((process) => [
    ...lastWords(process),
    ...unreadableEvents(process),
  ])
  if (unaccounted > 0) {
    warnings.push({
      code: 'cycles-unaccounted',
      message: `${unaccounted} probe cycles were sent of which no agent told the end`,
      advice: 'Percentiles may miss samples; this is a bug in the agent or in swimbench.',
    })
  }
  warnings.push(...slowTransport(measurement), ...lostSpans(record))
  if (!(await hasFonts())) {
    warnings.push({
      code: 'no-fonts',
      message: 'this system has no fonts, so the charts are there as SVG only',
      advice: 'apt-get install fonts-dejavu-core, then: swimbench report latest',
    })
  }
  return warnings
}

/** Once for the run: what one agent cannot have on this machine, the others cannot have either. */
function slowTransport({ agentErrors }: Measurement): Warning[] {
  const message = agentErrors.get('transport-fallback')
  if (message === undefined) return []
  return [
    {
      code: 'transport-fallback',
      message,
      advice: 'RTTs are some times as long over dgram: do not compare them with those of ffi.',
    },
  ]
}

/** A process that is killed takes with it what it has not yet exported. */
function lostSpans({ telemetry, outcome }: RunRecord): Warning[] {
  const lost = telemetry.spans - telemetry.exported - telemetry.dropped
  if (lost <= 0 || outcome === 'interrupted') return []
  return [
    {
      code: 'spans-lost',
      message: `${lost} of ${telemetry.spans} spans were lost with agents that were killed or died`,
      advice: 'Latencies and counts are whole; OTEL_BSP_SCHEDULE_DELAY=500 exports more often.',
    },
  ]
}

function lastWords(process: MeasuredProcess): Warning[] {
  if (process.condition !== 'died') return []
  return [
    {
      code: 'agent-last-words',
      message: `${process.name} ended with ${process.describeEnd()}`,
      advice: null,
    },
  ]
}

function unreadableEvents({ name, problemCount, problems }: MeasuredProcess): Warning[] {
  if (problemCount === 0) return []
  return [
    {
      code: 'unreadable-events',
      message: `${name} wrote ${problemCount} lines that are no events: ${problems[0]}`,
      advice: 'They stand in events.jsonl; what they should have told is missing.',
    },
  ]
}
