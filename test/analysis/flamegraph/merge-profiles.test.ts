import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { foldedStacks } from '../../../analysis/flamegraph/folded.ts'
import { mergeProfiles } from '../../../analysis/flamegraph/merge-profiles.ts'
import type { Profile } from '../../../analysis/flamegraph/profile.ts'
import { arbitraryProfile, profileFrom } from '../../support/arbitrary-profile.ts'

const lines = (profiles: readonly Profile[]) =>
  profiles.map((one) => foldedStacks(one).split('\n').sort())

describe('profiles put together', () => {
  test('are the same in whatever order', () => {
    fc.assert(
      fc.property(arbitraryProfile(), arbitraryProfile(), (a, b) => {
        assert.deepEqual(lines(mergeProfiles('x', [a, b])), lines(mergeProfiles('x', [b, a])))
      }),
    )
  })

  test('with nothing are themselves, and with themselves are twice as much', () => {
    fc.assert(
      fc.property(arbitraryProfile('on-cpu'), (profile) => {
        assert.deepEqual(lines(mergeProfiles('x', [profile])), lines([profile]))
        const [twice] = mergeProfiles('x', [profile, profile])
        profile.threads.forEach(({ tree }, thread) => {
          const doubled = tree.samples.map((count) => 2 * count)
          assert.deepEqual(twice?.threads[thread]?.tree.samples, doubled)
        })
      }),
    )
  })

  test('keep times of different kinds apart', () => {
    const on = profileFrom({ 'main;f': 1 })
    const off = profileFrom({ 'main;f': 1 }, { kind: 'off-cpu' })
    assert.deepEqual(
      mergeProfiles('x', [off, on, off]).map(({ kind }) => kind),
      ['on-cpu', 'off-cpu'],
    )
  })

  test('count samples when one of them knows no seconds', () => {
    const [merged] = mergeProfiles('x', [
      profileFrom({ 'main;f': 2 }),
      profileFrom({ 'main;f': 3 }, { unit: 'samples' }),
    ])
    assert.equal(merged?.unit, 'samples')
    assert.deepEqual(merged?.threads[0]?.tree.self, [0, 5])
  })
})
