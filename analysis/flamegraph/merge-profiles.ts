/** Several captures of one kind as one profile: threads of the same name and number become one. */
import { countSamples, type Frame, type Profile, type ProfileKind, type Tier } from './profile.ts'
import { ProfileBuilder } from './profile-builder.ts'

const KINDS: readonly ProfileKind[] = ['wall', 'on-cpu', 'off-cpu']

/**
 * One profile for each kind that is there, of threads that were watched at the same time. Where one
 * counts only samples, all do.
 */
export function mergeProfiles(title: string, profiles: readonly Profile[]): Profile[] {
  return KINDS.flatMap((kind) => {
    const some = profiles.filter((profile) => profile.kind === kind)
    return some.length === 0 ? [] : [regroup(title, kind, some)]
  })
}

/** What frames are called in the result, and whether threads of one name are told apart by number. */
export type Regrouping = {
  readonly frame?: (frame: Frame) => Pick<Frame, 'name' | 'file' | 'line'>
  readonly hasTids?: boolean
}

/** Profiles of one kind put together, frame by frame under the name that `frame` gives. */
export function regroup(
  title: string,
  kind: ProfileKind,
  profiles: readonly Profile[],
  { frame: named = (frame) => frame, hasTids = true }: Regrouping = {},
): Profile {
  const builder = new ProfileBuilder(kind)
  const isTimed = profiles.every(({ unit }) => unit === 'seconds')
  for (const profile of isTimed ? profiles : profiles.map(countSamples)) {
    const frames = profile.frames.map((frame) => {
      const id = builder.frame(named(frame))
      for (const [tier, count] of Object.entries(frame.tiers)) builder.ran(id, tier as Tier, count)
      return id
    })
    for (const { name, tid, tree } of profile.threads) {
      const thread = builder.thread(name, hasTids ? tid : undefined)
      thread.add(tree, frames)
    }
    for (const { what, count } of profile.problems) builder.problem(what, count)
  }
  const durations = profiles.flatMap(({ durationS }) => durationS ?? [])
  const durationS = durations.length === 0 ? undefined : Math.max(...durations)
  return builder.build({ title, unit: isTimed ? 'seconds' : 'samples', durationS })
}
