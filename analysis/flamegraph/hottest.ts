/**
 * Which functions and layers the time went to. Self is time in the function itself, total with
 * everything it called; a function that calls itself counts once. Waiting is left out throughout.
 */
import { LAYER_NAMES, type Layer } from './layers.ts'
import {
  type Frame,
  type Profile,
  type ProfileThread,
  type StackTree,
  totalsOf,
  waitingNodes,
} from './profile.ts'

export type Hot = {
  readonly self: number
  readonly total: number
  /** The same as counts of samples. */
  readonly selfSamples: number
  readonly totalSamples: number
}
export type HotFunction = Hot & { readonly frame: Frame }
export type HotLayer = Hot & { readonly layer: Layer }

export type ProfileSummary = {
  readonly samples: number
  /** Weight of what was not waiting, in the profile's unit; the whole that shares are of. */
  readonly busy: number
  readonly busySamples: number
  readonly waiting: number
  /** By self, the hottest first; those that were never on a stack are left out. */
  readonly functions: readonly HotFunction[]
  readonly layers: readonly HotLayer[]
}

/** Of all threads, or of those given. */
export function summarizeProfile(
  { frames, threads }: Profile,
  some: readonly ProfileThread[] = threads,
): ProfileSummary {
  const byFrame = new Tally(frames.length)
  const byLayer = new Tally(LAYER_NAMES.length)
  const layers = frames.map(({ layer }) => LAYER_NAMES.indexOf(layer))
  let busy = 0
  let busySamples = 0
  let waiting = 0
  let samples = 0
  for (const { tree } of some) {
    const isWaiting = waitingNodes(tree, frames)
    const self = tree.self.map((weight, node) => (isWaiting[node] ? 0 : weight))
    const hits = tree.samples.map((count, node) => (isWaiting[node] ? 0 : count))
    byFrame.add(tree, tree.frames, self, hits)
    byLayer.add(
      tree,
      tree.frames.map((frame) => layers[frame] ?? -1),
      self,
      hits,
    )
    busy += sum(self)
    busySamples += sum(hits)
    waiting += sum(tree.self)
    samples += sum(tree.samples)
  }
  return {
    samples,
    busy,
    busySamples,
    waiting: Math.max(0, waiting - busy),
    functions: frames
      .map((frame, id) => ({ frame, ...byFrame.of(id) }))
      .filter(({ totalSamples }) => totalSamples > 0)
      .sort((a, b) => b.self - a.self || b.total - a.total),
    layers: LAYER_NAMES.map((layer, id) => ({ layer, ...byLayer.of(id) })).filter(
      ({ totalSamples }) => totalSamples > 0,
    ),
  }
}

/** What our agents call the thread that everything depends on. */
const PROTOCOL_THREAD = 'protocol'

/** The thread a person wants to see: the one busiest with the protocol, else the busiest. */
export function mainThread({ frames, threads }: Profile): ProfileThread | undefined {
  const isAgent = (layer: Layer | undefined) =>
    layer === 'protocol' || layer === 'wire' || layer === 'transport'
  const ranked = threads.map((thread) => {
    const { tree } = thread
    const isWaiting = waitingNodes(tree, frames)
    const inAgent: boolean[] = []
    const score = { agent: 0, named: Number(thread.name === PROTOCOL_THREAD), busy: 0, any: 0 }
    tree.frames.forEach((frame, node) => {
      inAgent.push(inAgent[tree.parents[node] ?? -1] === true || isAgent(frames[frame]?.layer))
      const weight = tree.self[node] ?? 0
      score.any += weight
      if (isWaiting[node]) return
      score.busy += weight
      if (inAgent[node]) score.agent += weight
    })
    return { thread, ...score }
  })
  ranked.sort((a, b) => b.agent - a.agent || b.named - a.named || b.busy - a.busy || b.any - a.any)
  return ranked[0]?.thread
}

/** Sums over nodes by a group that each node is in; a group below itself counts once in its total. */
class Tally {
  readonly #self: number[]
  readonly #total: number[]
  readonly #selfSamples: number[]
  readonly #totalSamples: number[]

  constructor(groups: number) {
    const zeros = () => new Array<number>(groups).fill(0)
    this.#self = zeros()
    this.#total = zeros()
    this.#selfSamples = zeros()
    this.#totalSamples = zeros()
  }

  add(
    tree: StackTree,
    groups: readonly number[],
    self: readonly number[],
    samples: readonly number[],
  ): void {
    const totals = totalsOf(tree, self)
    const totalSamples = totalsOf(tree, samples)
    const outermost = outermostNodes(tree, groups)
    groups.forEach((group, node) => {
      if (group < 0) return
      this.#self[group] = (this.#self[group] ?? 0) + (self[node] ?? 0)
      this.#selfSamples[group] = (this.#selfSamples[group] ?? 0) + (samples[node] ?? 0)
      if (!outermost[node]) return
      this.#total[group] = (this.#total[group] ?? 0) + (totals[node] ?? 0)
      this.#totalSamples[group] = (this.#totalSamples[group] ?? 0) + (totalSamples[node] ?? 0)
    })
  }

  of(group: number): Hot {
    return {
      self: this.#self[group] ?? 0,
      total: this.#total[group] ?? 0,
      selfSamples: this.#selfSamples[group] ?? 0,
      totalSamples: this.#totalSamples[group] ?? 0,
    }
  }
}

/** Whether no node that a node was called from is in its group. */
function outermostNodes(tree: StackTree, groups: readonly number[]): boolean[] {
  const children: number[][] = groups.map(() => [])
  tree.parents.forEach((parent, node) => {
    if (parent >= 0) children[parent]?.push(node)
  })
  const outermost = groups.map(() => false)
  const open = new Map<number, number>()
  const enter = (node: number, change: number) => {
    const group = groups[node] ?? -1
    const depth = open.get(group) ?? 0
    if (change > 0) outermost[node] = depth === 0
    open.set(group, depth + change)
  }
  // A walk in depth; ~node stands for leaving it.
  const next = [0]
  for (let node = next.pop(); node !== undefined; node = next.pop()) {
    if (node < 0) {
      enter(~node, -1)
      continue
    }
    enter(node, 1)
    next.push(~node)
    for (const child of children[node] ?? []) next.push(child)
  }
  return outermost
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}

/** What `summarizeProfile` consists of: the page carries its source, to count as everybody else does. */
export const COUNTING = [sum, outermostNodes, Tally, summarizeProfile]
