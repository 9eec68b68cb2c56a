/** Whether anything was seen at all. */
import type { Profile } from '../../analysis/index.ts'

export function hasSamples(profiles: readonly Profile[]): boolean {
  return profiles.some(({ threads }) =>
    threads.some(({ tree }) => tree.samples.some((samples) => samples > 0)),
  )
}
