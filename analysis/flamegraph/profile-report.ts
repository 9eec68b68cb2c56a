/** What a capture record keeps of a profile: who was seen how often, and where the time went. */
import { z } from 'zod'
import { mainThread, type ProfileSummary, summarizeProfile } from './hottest.ts'
import { LAYER_NAMES } from './layers.ts'
import type { Profile, ProfileThread } from './profile.ts'

const FUNCTIONS_MAX = 40

const weight = z.number().nonnegative()
const count = z.number().int().nonnegative()

const amounts = {
  samples: count,
  /** Not waiting, in the view's unit. */
  busy: weight,
  waiting: weight,
}

const thread = z.object({ name: z.string(), tid: count.nullable(), ...amounts })

const view = z.object({
  /** What a sample means: the clock's, on the CPU, or a time off it. */
  kind: z.enum(['wall', 'on-cpu', 'off-cpu']),
  unit: z.enum(['seconds', 'samples']),
  durationS: weight.nullable(),
  ...amounts,
  /** The busiest first. */
  threads: z.array(thread),
  /** The thread that layers and functions are of, by its place in `threads`; null when nothing was seen. */
  shown: count.nullable(),
  /** Shares of the busy time: in the layer itself, and with what was called from it. */
  layers: z.array(z.object({ layer: z.enum(LAYER_NAMES), self: weight, total: weight })),
  /** The hottest, by self. */
  functions: z.array(
    z.object({
      name: z.string(),
      file: z.string(),
      line: count,
      layer: z.enum(LAYER_NAMES),
      self: weight,
      total: weight,
      samples: count,
    }),
  ),
  /** What of the capture could not be read. */
  problems: z.array(z.object({ what: z.string(), count })),
})

export const profileReport = z.object({
  frequencyHz: z.number().positive(),
  views: z.array(view),
})

export type ProfileReport = z.infer<typeof profileReport>
export type ProfileView = ProfileReport['views'][number]

export function reportProfiles(profiles: readonly Profile[], frequencyHz: number): ProfileReport {
  return { frequencyHz, views: profiles.map(viewOf) }
}

function viewOf(profile: Profile): ProfileView {
  const { kind, unit, durationS = null, problems } = profile
  const whole = summarizeProfile(profile)
  const ranked = profile.threads
    .map((one) => ({ one, summary: summarizeProfile(profile, [one]) }))
    .sort((a, b) => b.summary.busy - a.summary.busy)
  const main = mainThread(profile)
  const shown = ranked.findIndex(({ one }) => one === main)
  return {
    kind,
    unit,
    durationS,
    ...amountsOf(whole),
    threads: ranked.map(({ one, summary }) => ({ ...nameOf(one), ...amountsOf(summary) })),
    shown: shown < 0 ? null : shown,
    ...hottest(ranked[shown]?.summary),
    problems: problems.map((problem) => ({ ...problem })),
  }
}

function hottest(summary: ProfileSummary | undefined): Pick<ProfileView, 'layers' | 'functions'> {
  if (summary === undefined || summary.busy === 0) return { layers: [], functions: [] }
  const share = (part: number) => part / summary.busy
  const layers = summary.layers
    .map(({ layer, self, total }) => ({ layer, self: share(self), total: share(total) }))
    .sort((a, b) => b.self - a.self)
  const functions = summary.functions.slice(0, FUNCTIONS_MAX).map((hot) => {
    const { name, file, line, layer } = hot.frame
    const shares = { self: share(hot.self), total: share(hot.total) }
    return { name, file, line, layer, ...shares, samples: hot.selfSamples }
  })
  return { layers, functions }
}

function nameOf({ name, tid }: ProfileThread): Pick<z.infer<typeof thread>, 'name' | 'tid'> {
  return { name, tid: tid ?? null }
}

function amountsOf({ samples, busy, waiting }: ProfileSummary) {
  return { samples, busy, waiting }
}
