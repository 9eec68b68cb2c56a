/** The flags of `floor`, and what they mean together. */
import type { Interfaces } from '@oclif/core'
import { UserError } from '../errors.ts'
import { durationFlag, writeDuration } from './duration.ts'

/** What is measured is kept in memory until the end. */
const ROUNDS_MAX = 1_000_000

export const floorFlags = {
  gap: durationFlag({
    summary: 'How long both processes sleep between one round trip and the next.',
    default: 100,
    defaultHelp: async () => '100ms',
  }),
  duration: durationFlag({
    char: 'd',
    summary: 'How long to measure.',
    default: 10_000,
    defaultHelp: async () => '10s',
  }),
}

export function floorPlanFrom({
  gap: gapMs,
  duration: durationMs,
}: Interfaces.InferredFlags<typeof floorFlags>): {
  readonly gapMs: number
  readonly count: number
} {
  if (gapMs <= 0) throw new UserError('--gap must be above zero', { exitCode: 2 })
  const count = Math.floor(durationMs / gapMs)
  if (count >= 1 && count <= ROUNDS_MAX) return { gapMs, count }
  const given = `--duration ${writeDuration(durationMs)} at --gap ${writeDuration(gapMs)}`
  throw new UserError(
    count < 1
      ? `${given} is not one round trip`
      : `${given} is ${count} round trips; at most ${ROUNDS_MAX} are measured`,
    { suggestion: 'There is one round trip after every gap.', exitCode: 2 },
  )
}
