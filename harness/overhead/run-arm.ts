/** One run of one arm: an ordinary run, kept only where it was asked for. */
import { join } from 'node:path'
import type { RunRecord } from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import { temporaryFolder } from '../recording/store.ts'
import { recordRun } from '../run.ts'
import type { RunObserver } from '../run-options.ts'
import type { OverheadOptions } from './measure-overhead.ts'
import type { PlannedRun } from './plan.ts'

/** The record; or why there is none, as far as somebody can do something about that. */
export async function runArm(
  { round, arm }: PlannedRun,
  options: OverheadOptions,
  observer: RunObserver,
): Promise<RunRecord | UserError> {
  const { nodes, durationMs, warmupMs, preset, protocol, transport, seed, keepDir, signal } =
    options
  await using temporary = keepDir === undefined ? await temporaryFolder() : undefined
  const folder = keepDir ?? temporary?.path ?? '.'
  try {
    const record = await recordRun(
      {
        name: `overhead-${seed}-${round}-${arm.name}`,
        scenario: 'steady',
        nodes,
        agentsPerProcess: 1,
        basePort: 0,
        durationMs,
        warmupMs,
        preset,
        protocol: { ...protocol, contextOnWire: arm.contextOnWire },
        // The same for all arms of a round, so that their agents make the same choices.
        seed: (seed + round) % 2 ** 32,
        crashes: undefined,
        spans: arm.spans,
        transport,
        floor: false,
        ...(arm.tool !== undefined && { tool: arm.tool }),
        resultsDir: join(folder, 'results'),
        tracesDir: join(folder, 'traces'),
        signal,
      },
      observer,
    )
    if (record.outcome !== 'failed') return record
    return new UserError(record.warnings[0]?.message ?? 'the run failed')
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
}
