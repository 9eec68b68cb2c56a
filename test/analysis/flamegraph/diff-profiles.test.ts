import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { diffProfiles, type ProfileDiff } from '../../../analysis/flamegraph/diff-profiles.ts'
import type { Profile } from '../../../analysis/flamegraph/profile.ts'
import { arbitraryProfile, profileFrom } from '../../support/arbitrary-profile.ts'

function diff(before: Profile, after: Profile, measure?: ProfileDiff['measure']): ProfileDiff {
  const result = diffProfiles(before, after, { title: 'x', ...(measure && { measure }) })
  assert.ok(result.ok)
  return result.diff
}

const changes = ({ functions }: ProfileDiff) =>
  functions.map(({ frame, self }) => [
    frame.name,
    Math.round(100 * (self.after - self.before)),
    self.isBeyondChance,
  ])

describe('a difference of profiles', () => {
  test('of a profile with itself is zero everywhere', () => {
    fc.assert(
      fc.property(arbitraryProfile(), (profile) => {
        const { functions, threads } = diff(profile, profile)
        for (const { self, total } of functions) {
          assert.equal(self.after, self.before)
          assert.equal(total.after, total.before)
          assert.notEqual(self.isBeyondChance, true)
        }
        for (const { tree } of threads) assert.deepEqual(tree.after, tree.before)
      }),
    )
  })

  test('turned round is the opposite', () => {
    fc.assert(
      fc.property(arbitraryProfile('wall'), arbitraryProfile('wall'), (a, b) => {
        const byName = (one: ProfileDiff, way: number) =>
          one.functions
            .map(
              ({ frame, self }) =>
                `${frame.name} ${frame.file} ${(way * (self.after - self.before)).toFixed(6).replace('-0.000000', '0.000000')} ${self.isBeyondChance}`,
            )
            .sort()
        assert.deepEqual(byName(diff(a, b), 1), byName(diff(b, a), -1))
      }),
    )
  })

  test('compares shares, so that a longer capture is no change', () => {
    const before = profileFrom({ 'main;f': 100, 'main;g': 300, 'main;h': 100 })
    const after = profileFrom({ 'main;f': 600, 'main;g': 400, 'main;h': 1000 })
    assert.deepEqual(changes(diff(before, after)), [
      ['g', -40, true],
      ['h', 30, true],
      ['f', 10, true],
    ])
  })

  test('compares seconds a second where that is asked for', () => {
    const before = profileFrom({ 'main;f': 100, 'main;g': 300 })
    const after = { ...profileFrom({ 'main;f': 100, 'main;g': 600 }), durationS: 2 }
    assert.deepEqual(changes(diff(before, after, 'second')), [
      ['f', -5, true],
      ['g', 0, false],
    ])
  })

  test('does not see that code moved, or was built', () => {
    const at = (file: string, line: number) => {
      const profile = profileFrom({ [`main;f@${file}`]: 10 })
      return { ...profile, frames: profile.frames.map((frame) => ({ ...frame, line })) }
    }
    const { functions } = diff(at('agent/wire/codec.ts', 10), at('agent/wire/codec.js', 70))
    assert.deepEqual(
      functions.map(({ frame, self }) => [frame.line, self.before, self.after]),
      [[70, 1, 1]],
    )
  })

  test('has what is new and what is gone', () => {
    const result = diff(
      profileFrom({ 'main;old': 50, 'main;f': 50 }),
      profileFrom({ 'main;new': 50, 'main;f': 50 }),
    )
    assert.deepEqual(changes(result), [
      ['old', -50, true],
      ['new', 50, true],
      ['f', 0, false],
    ])
    const [thread] = result.threads
    assert.deepEqual(thread?.tree.before, [0, 0.5, 0.5, 0])
    assert.deepEqual(thread?.tree.after, [0, 0, 0.5, 0.5])
  })

  test('says that a few samples prove nothing', () => {
    const result = diff(
      profileFrom({ 'main;f': 4, 'main;g': 6 }),
      profileFrom({ 'main;f': 6, 'main;g': 4 }),
    )
    assert.deepEqual(
      changes(result).map(([, , real]) => real),
      [false, false],
    )
  })

  test('leaves out waiting', () => {
    const before = profileFrom({ 'main;f': 10, 'main;(idle)': 1000 }, { kind: 'wall' })
    const after = profileFrom({ 'main;f': 10, 'main;(idle)': 10 }, { kind: 'wall' })
    assert.deepEqual(changes(diff(before, after)), [['f', 0, false]])
  })

  test('does not judge time off the CPU by how many waits there were', () => {
    const before = profileFrom({ 'main;f': 100, 'main;g': 100 }, { kind: 'off-cpu' })
    const after = profileFrom({ 'main;f': 900, 'main;g': 100 }, { kind: 'off-cpu' })
    assert.deepEqual(changes(diff(before, after)), [
      ['f', 40, undefined],
      ['g', -40, undefined],
    ])
  })

  test('starts with the thread that a person wants to see, and has those of both sides', () => {
    const { threads } = diff(
      profileFrom({ 'main;f': 9, 'gone;f': 1 }),
      profileFrom({ 'main;f': 9, 'protocol;handle@agent/protocol/swim.ts': 1 }),
    )
    assert.deepEqual(
      threads.map(({ name }) => name),
      ['protocol', 'main', 'gone'],
    )
  })

  test('is refused where there is nothing to compare by', () => {
    const profile = profileFrom({ 'main;f': 1 })
    const refused = (before: Profile, after: Profile, measure: ProfileDiff['measure']) => {
      const result = diffProfiles(before, after, { title: '', measure })
      return result.ok ? undefined : result.problem
    }
    const off = profileFrom({ 'main;f': 1 }, { kind: 'off-cpu' })
    assert.equal(refused(profile, off, 'share'), 'one capture is on-cpu, the other off-cpu')
    assert.equal(
      refused(profile, { ...profile, durationS: undefined }, 'second'),
      'not both captures say how long they took',
    )
  })
})
