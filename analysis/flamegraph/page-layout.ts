/**
 * Where the boxes of a flame graph lie. The page carries the source of these functions (and of those
 * that count in hottest.ts), so they use nothing but their arguments and each other.
 */
import { type Frame, type ProfileThread, totalsOf } from './profile.ts'

/**
 * The nodes of a tree that weigh anything, each before those it called, the heaviest of them first:
 * box i is node `nodes[i]`, lies in row `depths[i]` and begins at weight `lefts[i]`; `ends[i]` is the
 * first box that is not above it, so that what is too narrow to be seen is skipped with all it called.
 */
export type Layout = {
  readonly nodes: readonly number[]
  readonly depths: readonly number[]
  readonly lefts: readonly number[]
  readonly ends: readonly number[]
  /** Weight of each node with what it called. */
  readonly totals: readonly number[]
  /** The box of each node; −1 where it has none. */
  readonly boxes: readonly number[]
}

/** `self` may leave out weights of the tree's, such as those of waiting. */
export function layoutTree(parents: readonly number[], self: readonly number[]): Layout {
  const totals = totalsOf({ parents }, self)
  const children: number[][] = parents.map(() => [])
  parents.forEach((parent, node) => {
    if (parent >= 0 && (totals[node] ?? 0) > 0) children[parent]?.push(node)
  })
  const nodes: number[] = []
  const depths: number[] = []
  const lefts: number[] = []
  const ends: number[] = []
  const boxes = parents.map(() => -1)
  // What is still to be placed; ~box stands for the end of that box.
  const next: { item: number; depth: number; left: number }[] = [{ item: 0, depth: 0, left: 0 }]
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    const { item: node, depth, left } = at
    if (node < 0) {
      ends[~node] = nodes.length
      continue
    }
    const box = nodes.length
    boxes[node] = box
    nodes.push(node)
    depths.push(depth)
    lefts.push(left)
    ends.push(0)
    next.push({ item: ~box, depth, left })
    const called = (children[node] ?? []).sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0))
    let right = left + called.reduce((sum, child) => sum + (totals[child] ?? 0), 0)
    for (const child of called.reverse()) {
      right -= totals[child] ?? 0
      next.push({ item: child, depth: depth + 1, left: Math.max(left, right) })
    }
  }
  return { nodes, depths, lefts, ends, totals, boxes }
}

/** Weight of the boxes that match, none counted twice for lying on another one. */
export function matchedWeight(layout: Layout, isMatch: (node: number) => boolean): number {
  let weight = 0
  for (let box = 0; box < layout.nodes.length; ) {
    const node = layout.nodes[box] ?? 0
    const found = node > 0 && isMatch(node)
    if (found) weight += layout.totals[node] ?? 0
    box = found ? (layout.ends[box] ?? box + 1) : box + 1
  }
  return weight
}

/** The box at this weight in this row; −1 when there is none. */
export function boxAt(layout: Layout, depth: number, weight: number): number {
  const { nodes, depths, lefts, ends, totals } = layout
  for (let box = 0; box < nodes.length; ) {
    const left = lefts[box] ?? 0
    const isInside = weight >= left && weight < left + (totals[nodes[box] ?? 0] ?? 0)
    if (isInside && depths[box] === depth) return box
    box = isInside ? box + 1 : (ends[box] ?? nodes.length)
  }
  return -1
}

type Threads<T> = readonly (Omit<ProfileThread, 'tree'> & { readonly tree: T })[]

/** All threads as one, each a box of its own at the bottom; any array of a tree is carried along. */
export function togetherTree<T extends { frames: readonly number[]; parents: readonly number[] }>(
  threads: Threads<T>,
  frames: readonly Frame[],
): { tree: T; frames: Frame[] } {
  const all = [...frames]
  const tree: Record<string, unknown[]> = {}
  for (const key of Object.keys(threads[0]?.tree ?? {})) tree[key] = [key === 'frames' ? -1 : 0]
  tree['parents'] = [-1]
  for (const { name, tid, tree: own } of threads) {
    const offset = tree['parents'].length
    for (const [key, values] of Object.entries(own as Record<string, readonly unknown[]>)) {
      for (const value of values) tree[key]?.push(value)
    }
    const placed = tree['parents']
    for (let node = offset + 1; node < placed.length; node += 1) {
      placed[node] = (placed[node] as number) + offset
    }
    placed[offset] = 0
    if (tree['frames'] !== undefined) tree['frames'][offset] = all.length
    const label = tid === undefined ? name : `${name} (${tid})`
    all.push({ name: label, file: '', line: 0, layer: 'native', isWaiting: false, tiers: {} })
  }
  return { tree: tree as unknown as T, frames: all }
}
