import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  boxAt,
  layoutTree,
  matchedWeight,
  togetherTree,
} from '../../../analysis/flamegraph/page-layout.ts'
import { totalsOf } from '../../../analysis/flamegraph/profile.ts'
import { arbitraryProfile, profileFrom } from '../../support/arbitrary-profile.ts'

const layoutOf = (stacks: Record<string, number>) => {
  const { threads, frames } = profileFrom(stacks, { unit: 'samples' })
  const tree = threads[0]?.tree
  assert.ok(tree !== undefined)
  const name = (node: number) => frames[tree.frames[node] ?? -1]?.name ?? ''
  return { tree, name, layout: layoutTree(tree.parents, tree.self) }
}

describe('boxes', () => {
  test('stand above their callers, the heaviest first', () => {
    const { layout, name } = layoutOf({
      'main;f;light': 1,
      'main;f;heavy': 5,
      'main;f': 2,
      'main;g': 20,
    })
    assert.deepEqual(
      layout.nodes.map((node, box) => [
        name(node),
        layout.depths[box],
        layout.lefts[box],
        layout.totals[node],
        layout.ends[box],
      ]),
      [
        ['', 0, 0, 28, 5],
        ['g', 1, 0, 20, 2],
        ['f', 1, 20, 8, 5],
        ['heavy', 2, 20, 5, 4],
        ['light', 2, 25, 1, 5],
      ],
    )
  })

  test('lie within their callers and not upon their neighbours', () => {
    fc.assert(
      fc.property(arbitraryProfile(), ({ threads }) => {
        for (const { tree } of threads) {
          const { nodes, lefts, totals, boxes, ends, depths } = layoutTree(
            tree.parents,
            tree.samples,
          )
          nodes.forEach((node, box) => {
            const right = (lefts[box] ?? 0) + (totals[node] ?? 0)
            if (node > 0) {
              const caller = tree.parents[node] ?? 0
              const below = boxes[caller] ?? -1
              assert.equal(depths[below], (depths[box] ?? 0) - 1)
              assert.ok((lefts[below] ?? 0) <= (lefts[box] ?? 0))
              assert.ok(right <= (lefts[below] ?? 0) + (totals[caller] ?? 0))
            }
            const next = ends[box] ?? 0
            if (depths[next] === depths[box]) assert.equal(lefts[next], right)
          })
        }
      }),
    )
  })

  test('of weight that is left out are not there', () => {
    const { tree, name } = layoutOf({ 'main;f': 1, 'main;g;h': 1 })
    const self = tree.self.map((weight, node) => (name(node) === 'h' ? 0 : weight))
    const { nodes, boxes } = layoutTree(tree.parents, self)
    assert.deepEqual(nodes.map(name), ['', 'f'])
    assert.equal(boxes.filter((box) => box < 0).length, 2)
  })

  test('are found where they lie', () => {
    const { layout, name } = layoutOf({ 'main;f;heavy': 5, 'main;f': 2, 'main;g': 20 })
    const at = (depth: number, weight: number) =>
      name(layout.nodes[boxAt(layout, depth, weight)] ?? -1)
    assert.deepEqual(
      [at(1, 5), at(1, 20), at(2, 24.9), at(2, 25.1), at(3, 5), at(1, 99)],
      ['g', 'f', 'heavy', '', '', ''],
    )
    assert.equal(boxAt(layout, 2, 5), -1)
  })

  test('that match within one another are counted once', () => {
    const { layout, name } = layoutOf({ 'main;f;f': 3, 'main;g;f': 2, 'main;g': 5 })
    assert.equal(
      matchedWeight(layout, (node) => name(node) === 'f'),
      5,
    )
    assert.equal(
      matchedWeight(layout, () => false),
      0,
    )
  })
})

test('threads together are one tree with a box for each', () => {
  const { threads, frames } = profileFrom({ 'a;f;g': 1, 'b;f': 2, 'a;f': 4 }, { unit: 'samples' })
  const together = togetherTree(threads, frames)
  const { tree } = together
  const stacks = tree.frames.map((_, node) => {
    const stack: string[] = []
    for (let at = node; at > 0; at = tree.parents[at] ?? 0)
      stack.unshift(together.frames[tree.frames[at] ?? -1]?.name ?? '')
    return `${stack.join(';')} ${tree.self[node]} ${tree.samples[node]}`
  })
  assert.deepEqual(stacks, [' 0 0', 'a 0 0', 'a;f 4 4', 'a;f;g 1 1', 'b 0 0', 'b;f 2 2'])
  assert.equal(totalsOf(tree, tree.self)[0], 7)
})
