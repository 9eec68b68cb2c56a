/** What instruments cost somewhere, for tests of how it is shown. */
import { type ArmRun, armCosts, overheadWarnings } from '../../analysis/index.ts'
import { ARMS } from '../../harness/overhead/arms.ts'
import type { Overhead } from '../../harness/overhead/measure-overhead.ts'
import { sampleRun } from './sample-run.ts'

const SLOWDOWN: Readonly<Record<string, number>> = {
  'spans-off': 1,
  'spans-on': 1.002,
  'context-on-wire': 1.04,
  bpftrace: 1.5,
  strace: 12,
}

/** Runs that differ a little from round to round, and more from arm to arm. */
export function shownOverhead(rounds: number, some: Partial<Overhead> = {}): Overhead {
  const { environment, commit } = sampleRun({ agents: 4, durationS: 10 }).record
  const costs = armCosts(
    ARMS.map(({ name, baselines }, arm) => {
      const runs = Array.from({ length: rounds }, (_, index): ArmRun => {
        const factor = (SLOWDOWN[name] ?? 1) * (1 + 0.03 * Math.sin(7 * arm + 5 * index))
        const [rttP50S, rttP99S, cpuCores] = [100e-6 * factor, 300e-6 * factor, 0.01 * factor]
        return { round: index + 1, rttP50S, rttP99S, cpuCores, probes: 400, timedOut: 0 }
      })
      return { name, runs, baselines }
    }),
  )
  return {
    outcome: 'complete',
    seed: 7,
    nodes: 4,
    rounds,
    runDurationS: 10,
    preset: 'default',
    probeIntervalS: 0.1,
    transport: 'ffi',
    commit,
    environment,
    arms: costs.map((cost, index) => ({ ...cost, label: ARMS[index]?.label ?? cost.name })),
    skipped: [],
    warnings: overheadWarnings(costs),
    ...some,
  }
}
