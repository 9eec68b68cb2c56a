/** What the kinds of time in a profile are called, and what is counted in each. */
import type { ProfileKind } from '../../analysis/index.ts'

export type ProfileWords = {
  readonly title: string
  readonly counted: string
  /** Not waiting for something to do. */
  readonly busy: string
}

export const PROFILE_WORDS: Readonly<Record<ProfileKind, ProfileWords>> = {
  wall: { title: 'By the clock', counted: 'sample', busy: 'busy' },
  'on-cpu': { title: 'On the CPU', counted: 'sample', busy: 'busy' },
  'off-cpu': { title: 'Off the CPU', counted: 'wait', busy: 'held up' },
}
