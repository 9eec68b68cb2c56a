/** A large cluster at the default preset: whether it holds together, and what it takes. */
import { formatBytes, formatDuration, formatPercent } from '../../../analysis/index.ts'
import { runAgents } from './agent-run.ts'
import { atMost, printTargets } from './targets.ts'

export type ManyPlan = {
  readonly nodes: number
  readonly agentsPerProcess: number
  readonly durationMs: number
  readonly seed: number
}

export async function many(plan: ManyPlan): Promise<void> {
  const { record, cpu, proportionalBytes } = await runAgents({ ...plan, protocol: {} })
  const { falsePositives, convergenceS, rtt, lag } = record
  const cores = cpu.reduce((sum, { processCores }) => sum + processCores, 0)
  console.log(
    `${plan.nodes} agents in ${cpu.length} processes: converged in ${formatDuration(convergenceS)}, ` +
      `${formatPercent(cores)} of a core, RTT p50 ${formatDuration(rtt.p50)}, p99 ${formatDuration(rtt.p99)}, ` +
      `lag p99 ${formatDuration(lag.p99)}`,
  )
  printTargets([
    atMost('healthy members suspected', falsePositives.suspicions, 0),
    atMost('healthy members declared dead', falsePositives.deaths, 0),
    atMost(
      'memory of all processes, shared pages once',
      proportionalBytes,
      2 * 2 ** 30,
      formatBytes,
    ),
  ])
}
