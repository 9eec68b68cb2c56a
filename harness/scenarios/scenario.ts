/** What a scenario is: something that happens to a converged cluster while it is measured. */
import type { Warning } from '../../analysis/index.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { RunOptions } from '../run-options.ts'

export interface Scenario {
  readonly name: string
  /** One sentence for `--help`. */
  readonly summary: string
  /** Throws a `UserError` when the scenario cannot be run with these options. */
  check(options: RunOptions): void
  /** Resolves when the measured part is over, or soon after the signal. */
  run(context: ScenarioContext): Promise<void>
}

export type ScenarioContext = {
  readonly cluster: Cluster
  readonly options: RunOptions
  /** Uniform in [0, 1), from the run's seed. */
  readonly random: () => number
  readonly signal: AbortSignal
  /** When the measured part is planned to end, CLOCK_MONOTONIC. */
  readonly endsAtNs: number
  /** Records what was done to a member, for the ground truth. */
  readonly fault: (kind: 'crash' | 'restart', member: string, atNs: number) => void
  readonly warn: (warning: Warning) => void
  /** Tells the person who watches. */
  readonly note: (text: string) => void
}
