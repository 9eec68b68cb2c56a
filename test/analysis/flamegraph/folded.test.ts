import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  type FoldedOptions,
  foldedStacks,
  parseFolded,
} from '../../../analysis/flamegraph/folded.ts'
import type { Profile } from '../../../analysis/flamegraph/profile.ts'
import { arbitraryProfile, profileFrom } from '../../support/arbitrary-profile.ts'

const OPTIONS: FoldedOptions = { title: 'x', kind: 'on-cpu', counts: 'samples', hasThreads: true }

function readBack(profile: Profile): Profile {
  const counts = profile.kind === 'off-cpu' ? 'microseconds' : 'samples'
  return parseFolded(foldedStacks(profile), { ...OPTIONS, kind: profile.kind, counts })
}

describe('folded stacks', () => {
  test('say thread, functions, files and samples', () => {
    const profile = profileFrom({ 'protocol;#run;handle@agent/protocol/swim.ts': 4, 'main;gc': 1 })
    assert.equal(
      foldedStacks(profile),
      'protocol;#run;handle (agent/protocol/swim.ts) 4\nmain;gc 1\n',
    )
  })

  test('read back as what was written, whatever the names', () => {
    fc.assert(
      fc.property(arbitraryProfile(), (profile) => {
        const back = readBack(profile)
        assert.deepEqual(back.problems, [])
        assert.deepEqual(stacksOf(back), stacksOf(profile))
        assert.equal(foldedStacks(back), foldedStacks(profile))
      }),
    )
  })

  test('of time off the CPU count microseconds', () => {
    const profile = profileFrom({ 'main;wait': 5 }, { kind: 'off-cpu' })
    assert.equal(foldedStacks(profile), 'main;wait 5000\n')
    assert.equal(readBack(profile).threads[0]?.tree.self[1], 0.005)
  })

  test('weigh seconds when it is known how often was sampled', () => {
    const { unit, threads } = parseFolded('main;f 50\n', { ...OPTIONS, frequencyHz: 100 })
    assert.equal(unit, 'seconds')
    assert.deepEqual(threads[0]?.tree.self, [0, 0.5])
  })

  test('of other tools are understood', () => {
    const text = [
      'node-4711;LazyCompile:*handle /srv/agent/protocol/swim.ts:20;entry_[k] 3',
      'node-4711;*handle file:///srv/agent/protocol/swim.ts:20:1;std::map<int>::at_[i] 2',
      'node-4711;~(anonymous) node:fs:1 1',
    ].join('\n')
    const { frames, threads } = parseFolded(text, OPTIONS)
    assert.deepEqual(
      frames.map(({ name, file, line, layer }) => [name, file, line, layer]),
      [
        ['handle', 'agent/protocol/swim.ts', 20, 'protocol'],
        ['entry', '[kernel]', 0, 'kernel'],
        ['std::map::at', '', 0, 'native'],
        ['(anonymous)', 'node:fs', 1, 'node'],
      ],
    )
    assert.deepEqual(frames[0]?.tiers, { turbofan: 5 })
    assert.deepEqual([threads[0]?.name, threads[0]?.tid, threads.length], ['node', 4711, 1])
  })

  test('without threads are all of one', () => {
    const { threads } = parseFolded('a;b 1\nc;d 2', { ...OPTIONS, hasThreads: false })
    assert.deepEqual(
      threads.map(({ tree }) => tree.parents),
      [[-1, 0, 1, 0, 3]],
    )
  })

  test('that are none are counted, and never refused', () => {
    const { problems, threads } = parseFolded('nonsense\n\na;b x\na;b 1\n', OPTIONS)
    assert.deepEqual(problems, [{ what: 'lines that are no folded stack', count: 2 }])
    assert.equal(threads.length, 1)
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => void parseFolded(text, OPTIONS)),
    )
  })
})

/** Every stack with its count, in no order; layers and waiting follow from name, file and kind. */
function stacksOf({ threads, frames, kind }: Profile): string[] {
  return threads
    .flatMap(({ name, tid, tree }) =>
      tree.frames.flatMap((_, node) => {
        const count =
          kind === 'off-cpu' ? Math.round((tree.self[node] ?? 0) * 1e6) : tree.samples[node]
        if (count === 0) return []
        const stack: unknown[] = []
        for (let at = node; at > 0; at = tree.parents[at] ?? 0) {
          const frame = frames[tree.frames[at] ?? -1]
          stack.unshift([frame?.name, frame?.file, frame?.line, frame?.layer, frame?.isWaiting])
        }
        return JSON.stringify([name, tid, stack, count])
      }),
    )
    .sort()
}
