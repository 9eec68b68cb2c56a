/**
 * Two captures of one kind side by side, stack by stack and function by function, in a measure that
 * does not depend on how long each took. Threads are matched by name, functions by name and file:
 * lines move with every edit.
 */
import { type Hot, mainThread, type ProfileSummary, summarizeProfile } from './hottest.ts'
import { regroup } from './merge-profiles.ts'
import {
  countSamples,
  type Frame,
  type Profile,
  type ProfileKind,
  totalsOf,
  waitingNodes,
} from './profile.ts'
import { ProfileBuilder } from './profile-builder.ts'
import { beyondChance, type Counts, type Exposure } from './sampling-error.ts'

export type Change = {
  readonly before: number
  readonly after: number
  /** More than sampling alone explains; undefined where samples cannot tell: time off the CPU. */
  readonly isBeyondChance: boolean | undefined
}

export type DiffSide = {
  readonly title: string
  readonly durationS: number | undefined
  readonly unit: Profile['unit']
  /** Without waiting, as all that is compared. */
  readonly samples: number
  readonly busy: number
}

export type FunctionChange = {
  readonly frame: Frame
  readonly self: Change
  readonly total: Change
}

/** As StackTree, with the self weights of both sides in the measure. */
export type DiffTree = {
  readonly frames: readonly number[]
  readonly parents: readonly number[]
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** Of each node with what it called. */
  readonly isBeyondChance: readonly (boolean | undefined)[]
}

export type ProfileDiff = {
  readonly title: string
  readonly kind: ProfileKind
  /** Weights are shares of what did not wait, or seconds (samples) in each second watched. */
  readonly measure: Exposure['per']
  readonly before: DiffSide
  readonly after: DiffSide
  readonly frames: readonly Frame[]
  /** The one to look at first comes first. */
  readonly threads: readonly { readonly name: string; readonly tree: DiffTree }[]
  /** By how much self changed, most first. */
  readonly functions: readonly FunctionChange[]
}

export type DiffOptions = { readonly title: string; readonly measure?: Exposure['per'] }

export type DiffResult =
  | { readonly ok: true; readonly diff: ProfileDiff }
  | { readonly ok: false; readonly problem: string }

export function diffProfiles(a: Profile, b: Profile, options: DiffOptions): DiffResult {
  const { title, measure = 'share' } = options
  if (a.kind !== b.kind) {
    return { ok: false, problem: `one capture is ${a.kind}, the other ${b.kind}` }
  }
  if (measure === 'second' && !(a.durationS && b.durationS)) {
    return { ok: false, problem: 'not both captures say how long they took' }
  }
  const isTimed = a.unit === b.unit
  const before = sideOf(isTimed ? a : countSamples(a), measure)
  const after = sideOf(isTimed ? b : countSamples(b), measure)
  const exposure = { per: measure, before: before.exposure, after: after.exposure }
  // Waits differ in length: how many there were does not say how sure their sum is.
  const judge = (counts: readonly Counts[]) =>
    a.kind === 'off-cpu' ? counts.map(() => undefined) : beyondChance(counts, exposure)
  const { frames, threads } = uniteThreads(before, after, judge)
  return {
    ok: true,
    diff: {
      title,
      kind: a.kind,
      measure,
      before: before.about,
      after: after.about,
      frames: withLines(frames, [b, a]),
      threads,
      functions: changedFunctions(before, after, judge, [b, a]),
    },
  }
}

type Judge = (counts: readonly Counts[]) => (boolean | undefined)[]

type Side = {
  readonly about: DiffSide
  readonly profile: Profile
  readonly summary: ProfileSummary
  /** From the profile's weights to the measure. */
  readonly scale: number
  readonly exposure: number
}

function sideOf(given: Profile, measure: Exposure['per']): Side {
  const { title, kind, durationS, unit } = given
  const frame = ({ name, file }: Frame) => ({ name, file: sourceOf(file), line: 0 })
  const profile = regroup(title, kind, [given], { frame, hasTids: false })
  const summary = summarizeProfile(profile)
  const { busy, busySamples } = summary
  const whole = measure === 'share' ? busy : (durationS ?? 0)
  return {
    about: { title, durationS, unit, samples: busySamples, busy },
    profile,
    summary,
    scale: whole > 0 ? 1 / whole : 0,
    exposure: measure === 'share' ? busySamples : whole,
  }
}

/** An agent runs from its sources or from what was built of them. */
function sourceOf(file: string): string {
  return file.startsWith('agent/') ? file.replace(/\.[cm]?js$/, '.ts') : file
}

function keyOf({ name, file }: Pick<Frame, 'name' | 'file'>): string {
  return `${sourceOf(file)}\n${name}`
}

/** Where each function begins: in the first of the profiles that knows it. */
function withLines(frames: readonly Frame[], profiles: readonly Profile[]): Frame[] {
  const lines = new Map<string, number>()
  for (const frame of profiles.flatMap((profile) => profile.frames)) {
    const key = keyOf(frame)
    if (!lines.has(key)) lines.set(key, frame.line)
  }
  return frames.map((frame) => ({ ...frame, line: lines.get(keyOf(frame)) ?? 0 }))
}

const NEVER: Hot = { self: 0, total: 0, selfSamples: 0, totalSamples: 0 }

function changedFunctions(
  before: Side,
  after: Side,
  judge: Judge,
  profiles: readonly Profile[],
): FunctionChange[] {
  const pairs = new Map<string, { frame: Frame; before: Hot; after: Hot }>()
  for (const { frame, ...hot } of before.summary.functions) {
    pairs.set(keyOf(frame), { frame, before: hot, after: NEVER })
  }
  for (const { frame, ...hot } of after.summary.functions) {
    const known = pairs.get(keyOf(frame))
    pairs.set(keyOf(frame), { frame, before: known?.before ?? NEVER, after: hot })
  }
  const all = [...pairs.values()]
  const changes = (of: 'self' | 'total'): Change[] => {
    const samples = `${of}Samples` as const
    const real = judge(
      all.map((pair) => ({ before: pair.before[samples], after: pair.after[samples] })),
    )
    return all.map((pair, index) => ({
      before: pair.before[of] * before.scale,
      after: pair.after[of] * after.scale,
      isBeyondChance: real[index],
    }))
  }
  const [self, total] = [changes('self'), changes('total')]
  const frames = withLines(
    all.map(({ frame }) => frame),
    profiles,
  )
  const growth = ({ before, after }: Change) => Math.abs(after - before)
  return frames
    .flatMap((frame, index) => {
      const [own, whole] = [self[index], total[index]]
      return own === undefined || whole === undefined ? [] : { frame, self: own, total: whole }
    })
    .sort((x, y) => growth(y.self) - growth(x.self) || growth(y.total) - growth(x.total))
}

function uniteThreads(
  before: Side,
  after: Side,
  judge: Judge,
): Pick<ProfileDiff, 'frames' | 'threads'> {
  const builder = new ProfileBuilder(before.profile.kind)
  const parts = [before, after].map(({ profile, scale }) => {
    const ids = profile.frames.map((frame) => builder.frame(frame))
    return profile.threads.map(({ name, tree }) => {
      const isWaiting = waitingNodes(tree, profile.frames)
      const samples = tree.samples.map((count, node) => (isWaiting[node] ? 0 : count))
      return {
        name,
        nodes: builder.thread(name).place(tree, ids),
        weights: tree.self.map((weight) => weight * scale),
        samples: totalsOf(tree, samples),
      }
    })
  })
  const { frames, threads } = builder.build({ title: '', unit: 'samples', durationS: undefined })
  const [ofBefore = [], ofAfter = []] = parts
  const first = mainThread(after.profile)?.name
  const united = threads
    .map(({ name, tree }) => {
      const spread = (part: typeof ofBefore, values: 'weights' | 'samples') => {
        const all = tree.frames.map(() => 0)
        const own = part.find((thread) => thread.name === name)
        own?.nodes.forEach((node, given) => {
          all[node] = own[values][given] ?? 0
        })
        return all
      }
      return {
        name,
        frames: tree.frames,
        parents: tree.parents,
        before: spread(ofBefore, 'weights'),
        after: spread(ofAfter, 'weights'),
        samplesBefore: spread(ofBefore, 'samples'),
        samplesAfter: spread(ofAfter, 'samples'),
      }
    })
    .sort((x, y) => Number(y.name === first) - Number(x.name === first))
  const real = judge(
    united.flatMap(({ samplesBefore, samplesAfter }) =>
      samplesBefore.map((count, node) => ({ before: count, after: samplesAfter[node] ?? 0 })),
    ),
  )
  let at = 0
  return {
    frames,
    threads: united.map(({ name, samplesBefore, samplesAfter: _, ...tree }) => {
      const start = at
      at += samplesBefore.length
      return { name, tree: { ...tree, isBeyondChance: real.slice(start, at) } }
    }),
  }
}
