/** Four agents that probe a thousand times a second: whether they keep up. */
import { formatDuration } from '../../../analysis/index.ts'
import { runAgents } from './agent-run.ts'
import { atMost, printTargets } from './targets.ts'

export async function fast(plan: { readonly durationMs: number; readonly seed: number }) {
  const { record } = await runAgents({ nodes: 4, protocol: { probeIntervalMs: 1 }, ...plan })
  const { lag, probes, telemetry, rtt } = record
  const { sent, acked, timedOut } = probes
  console.log(
    `${sent} sent, ${acked} acked, ${timedOut} timed out; RTT p50 ${formatDuration(rtt.p50)}`,
  )
  printTargets([
    atMost('lag p99', lag.p99 ?? Number.NaN, 0.001, formatDuration),
    atMost('cycles skipped', probes.skipped, 0),
    atMost('events and spans dropped', telemetry.dropped + telemetry.eventsDropped, 0),
  ])
}
