/** What pages and lists of profiles call things. */
import { formatDuration, plural } from '../format.ts'
import type { Frame, Profile, ProfileKind, ProfileThread } from './profile.ts'

type Words = {
  /** After "time". */
  readonly time: string
  readonly sample: string
  /** What is left when waiting for something to do is left out. */
  readonly busy: string
}

export const WORDS: Readonly<Record<ProfileKind, Words>> = {
  wall: { time: 'by the clock', sample: 'sample', busy: 'busy' },
  'on-cpu': { time: 'on the CPU', sample: 'sample', busy: 'busy' },
  'off-cpu': { time: 'off the CPU', sample: 'wait', busy: 'held up' },
}

/** `agent/protocol/probing.ts:74`. */
export function placeOf({ file, line }: Pick<Frame, 'file' | 'line'>): string {
  return line > 0 ? `${file}:${line}` : file
}

export function threadLabel({ name, tid }: Pick<ProfileThread, 'name' | 'tid'>): string {
  const known = name === '' ? 'thread' : name
  return tid === undefined ? known : `${known} (${tid})`
}

/** A weight in its unit: `1.53 ms`, `42 samples`. */
export function amount({ unit }: Pick<Profile, 'unit'>, weight: number): string {
  return unit === 'seconds' ? formatDuration(weight) : plural(weight, 'sample')
}
