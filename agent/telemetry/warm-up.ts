/**
 * Makes spans of probe cycles that never were and throws them away, so that the code which does so is
 * compiled when the agent is idle for the rest of its life: two spans a second would never make V8 do
 * it, and each would cost what fifty do afterwards.
 */
import { TracerProvider } from '@opentelemetry/sdk-trace'
import type { ProbeCycleEvent } from '../protocol/event.ts'
import type { Clock } from '../runtime/clock.ts'
import { PrimedIds } from './primed-ids.ts'
import { SpanRecorder } from './span-recorder.ts'
import { WallTime } from './wall-time.ts'

const CYCLES = 2000
const SELF = '127.0.0.1:1'

export function warmUpSpans(clock: Clock): void {
  const idGenerator = new PrimedIds()
  const tracer = new TracerProvider({ idGenerator }).getTracer('warm-up')
  const recorder = new SpanRecorder(tracer, idGenerator, new WallTime(clock))
  const nowMs = clock.nowMs()
  for (let cycle = 1; cycle <= CYCLES; cycle++) recorder.record(SELF, ackedCycle(cycle, nowMs))
}

function ackedCycle(cycle: number, nowMs: number): ProbeCycleEvent {
  const sentMs = nowMs + 0.25
  return {
    kind: 'probe-cycle',
    cycle,
    target: '127.0.0.1:2',
    sequence: cycle,
    intendedMs: nowMs,
    sentMs,
    ackMs: sentMs + 0.125,
    arrival: { kernelMs: sentMs + 0.1, awakeMs: sentMs + 0.11 },
    endedMs: sentMs + 0.125,
    outcome: 'acked',
    localHealth: 0,
    relays: [],
  }
}
