/**
 * Puts a profile together stack by stack. Equal frames become one, equal stacks one node, so that a
 * long capture costs no more than a varied one.
 */
import { layerOf } from './layers.ts'
import type {
  Frame,
  Profile,
  ProfileKind,
  ProfileProblem,
  ProfileThread,
  StackTree,
  Tier,
} from './profile.ts'
import { isWaitingIn } from './waiting.ts'

type Draft<T> = { -readonly [Key in keyof T]: T[Key] }
type FrameDraft = Omit<Frame, 'tiers'> & { readonly tiers: Draft<Frame['tiers']> }

export class ProfileBuilder {
  readonly #kind: ProfileKind
  readonly #frames: FrameDraft[] = []
  readonly #frameIds = new Map<string, number>()
  readonly #threads = new Map<string, ThreadBuilder>()
  readonly #problems = new Map<string, number>()

  constructor(kind: ProfileKind) {
    this.#kind = kind
  }

  /** The frame's number in the table. */
  frame({ name, file, line }: Pick<Frame, 'name' | 'file' | 'line'>): number {
    const key = `${line} ${file}\n${name}`
    const known = this.#frameIds.get(key)
    if (known !== undefined) return known
    const id = this.#frames.length
    this.#frameIds.set(key, id)
    const place = { name, file }
    const isWaiting = isWaitingIn(this.#kind, place)
    this.#frames.push({ ...place, line, layer: layerOf(place), isWaiting, tiers: {} })
    return id
  }

  /** The frame was seen in this tier. */
  ran(frame: number, tier: Tier, count = 1): void {
    const tiers = this.#frames[frame]?.tiers
    if (tiers !== undefined) tiers[tier] = (tiers[tier] ?? 0) + count
  }

  /** The thread of this name and number; told apart by both. */
  thread(name: string, tid?: number): ThreadBuilder {
    const key = `${tid ?? ''} ${name}`
    let thread = this.#threads.get(key)
    if (thread === undefined) {
      thread = new ThreadBuilder(name, tid)
      this.#threads.set(key, thread)
    }
    return thread
  }

  problem(what: string, count = 1): void {
    if (count > 0) this.#problems.set(what, (this.#problems.get(what) ?? 0) + count)
  }

  build(about: {
    readonly title: string
    readonly unit: Profile['unit']
    readonly durationS: number | undefined
  }): Profile {
    const problems: ProfileProblem[] = [...this.#problems].map(([what, count]) => ({ what, count }))
    return {
      ...about,
      kind: this.#kind,
      frames: this.#frames,
      threads: [...this.#threads.values()].map((thread) => thread.build()),
      problems,
    }
  }
}

export class ThreadBuilder {
  /** Threads get their names late: a tool may learn them after the first samples. */
  name: string
  readonly #tid: number | undefined
  readonly #frames: number[] = [-1]
  readonly #parents: number[] = [-1]
  readonly #self: number[] = [0]
  readonly #samples: number[] = [0]
  readonly #children: Map<number, number>[] = []

  constructor(name: string, tid: number | undefined) {
    this.name = name
    this.#tid = tid
  }

  /** The node of `frame` called from `parent`; 0 is the empty stack. */
  child(parent: number, frame: number): number {
    this.#children[parent] ??= new Map()
    const children = this.#children[parent]
    let node = children.get(frame)
    if (node === undefined) {
      node = this.#frames.length
      children.set(frame, node)
      this.#frames.push(frame)
      this.#parents.push(parent)
      this.#self.push(0)
      this.#samples.push(0)
    }
    return node
  }

  /** The node of a whole stack, outermost frame first. */
  stack(frames: readonly number[]): number {
    return frames.reduce((node, frame) => this.child(node, frame), 0)
  }

  hit(node: number, weight: number, samples: number): void {
    this.#self[node] = (this.#self[node] ?? 0) + weight
    this.#samples[node] = (this.#samples[node] ?? 0) + samples
  }

  /** All of another tree, whose frame n is frame `ids[n]` here. */
  add(tree: StackTree, ids: readonly number[]): void {
    this.place(tree, ids).forEach((node, given) => {
      this.hit(node, tree.self[given] ?? 0, tree.samples[given] ?? 0)
    })
  }

  /** The same without its weights: which node here is each of its nodes. */
  place(tree: StackTree, ids: readonly number[]): number[] {
    const nodes: number[] = []
    tree.frames.forEach((frame, given) => {
      const parent = nodes[tree.parents[given] ?? -1]
      nodes.push(parent === undefined ? 0 : this.child(parent, ids[frame] ?? 0))
    })
    return nodes
  }

  build(): ProfileThread {
    const tree: StackTree = {
      frames: this.#frames,
      parents: this.#parents,
      self: this.#self,
      samples: this.#samples,
    }
    return { name: this.name, tid: this.#tid, tree }
  }
}
