/**
 * A profile: how often each stack was seen in each thread, whatever the tool that looked. Stacks are a
 * tree over a table of frames that all threads share; arrays of numbers, so that it stays small and is
 * plain JSON. Made by ProfileBuilder, never by hand: it keeps what is said here true.
 */
import type { Layer } from './layers.ts'

/**
 * What a sample means. `wall`: the thread was looked at by the clock, running or not (V8's inspector);
 * `on-cpu`: it was running (perf); `off-cpu`: it did not run, for as long as the weight says.
 */
export type ProfileKind = 'wall' | 'on-cpu' | 'off-cpu'

/** How V8 ran a function: perf can tell, the inspector cannot. */
export type Tier = 'interpreted' | 'baseline' | 'maglev' | 'turbofan'

export type Profile = {
  readonly title: string
  readonly kind: ProfileKind
  /** What weights count: seconds where the sampling rate is known. */
  readonly unit: 'seconds' | 'samples'
  /** From the first sample to the last; undefined when the capture has no times. */
  readonly durationS: number | undefined
  readonly frames: readonly Frame[]
  readonly threads: readonly ProfileThread[]
  /** What could not be read, and how often. */
  readonly problems: readonly ProfileProblem[]
}

export type Frame = {
  readonly name: string
  /** Short: `agent/protocol/probing.ts`, `node:internal/timers`, `libc.so.6`; empty when not known. */
  readonly file: string
  /** Of the function's first line; 0 when not known. */
  readonly line: number
  readonly layer: Layer
  /** This frame, and whatever is called from it, is waiting for something to do. */
  readonly isWaiting: boolean
  /** In how many samples it was seen in which tier; empty when the capture does not say. */
  readonly tiers: Readonly<Partial<Record<Tier, number>>>
}

export type ProfileThread = {
  readonly name: string
  readonly tid: number | undefined
  readonly tree: StackTree
}

/**
 * Node n is the stack that ends in frame `frames[n]`, called from node `parents[n]`. Node 0 is the
 * empty stack and has neither (−1). A parent comes before its children, and no two children of one
 * parent have the same frame.
 */
export type StackTree = {
  readonly frames: readonly number[]
  readonly parents: readonly number[]
  /** Weight of the samples that end exactly here, in the profile's unit. */
  readonly self: readonly number[]
  /** How many those are. */
  readonly samples: readonly number[]
}

export type ProfileProblem = { readonly what: string; readonly count: number }

/** Weight of each node with everything called from it. */
export function totalsOf(tree: Pick<StackTree, 'parents'>, self: readonly number[]): number[] {
  const totals = [...self]
  for (let node = totals.length - 1; node > 0; node -= 1) {
    const parent = tree.parents[node] ?? 0
    totals[parent] = (totals[parent] ?? 0) + (totals[node] ?? 0)
  }
  return totals
}

/** Which nodes are waiting: their frame is, or one that it was called from. */
export function waitingNodes(
  tree: Pick<StackTree, 'frames' | 'parents'>,
  frames: readonly Frame[],
): boolean[] {
  const waiting: boolean[] = []
  tree.frames.forEach((frame, node) => {
    const parent = tree.parents[node] ?? -1
    waiting.push(waiting[parent] === true || frames[frame]?.isWaiting === true)
  })
  return waiting
}

/** The same with samples for weights, for when not all of them are known in seconds. */
export function countSamples(profile: Profile): Profile {
  if (profile.unit === 'samples') return profile
  const threads = profile.threads.map(({ tree, ...thread }) => ({
    ...thread,
    tree: { ...tree, self: tree.samples },
  }))
  return { ...profile, unit: 'samples', threads }
}
