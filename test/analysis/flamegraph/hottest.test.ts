import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { mainThread, summarizeProfile } from '../../../analysis/flamegraph/hottest.ts'
import { arbitraryProfile, profileFrom } from '../../support/arbitrary-profile.ts'

describe('the hottest functions', () => {
  test('have their own time and that of what they called, each stack counted once', () => {
    const { functions, busySamples } = summarizeProfile(
      profileFrom({ 'main;f;g;f': 2, 'main;f;g': 3, 'main;f': 1, 'other;g': 4 }),
    )
    const rows = functions.map((hot) => [hot.frame.name, hot.selfSamples, hot.totalSamples])
    assert.deepEqual(rows, [
      ['g', 7, 9],
      ['f', 3, 6],
    ])
    assert.equal(busySamples, 10)
  })

  test('leave out waiting', () => {
    const summary = summarizeProfile(
      profileFrom({ 'main;(idle)': 90, 'main;f': 10 }, { kind: 'wall' }),
    )
    assert.deepEqual(
      summary.functions.map(({ frame }) => frame.name),
      ['f'],
    )
    assert.deepEqual([summary.busySamples, summary.samples], [10, 100])
    assert.equal(summary.waiting.toFixed(3), '0.090')
  })

  test('share out all time among functions and among layers', () => {
    fc.assert(
      fc.property(arbitraryProfile(), (profile) => {
        const { functions, layers, busySamples, samples } = summarizeProfile(profile)
        const rootless = profile.threads.reduce((sum, { tree }) => sum + (tree.samples[0] ?? 0), 0)
        const sum = (all: readonly { selfSamples: number }[]) =>
          all.reduce((total, { selfSamples }) => total + selfSamples, 0)
        assert.equal(sum(functions), busySamples - rootless)
        assert.equal(sum(layers), busySamples - rootless)
        assert.ok(busySamples <= samples)
        for (const { selfSamples, totalSamples } of [...functions, ...layers]) {
          assert.ok(selfSamples <= totalSamples && totalSamples <= busySamples)
        }
      }),
    )
  })
})

describe('the thread to look at first', () => {
  test('is the one busiest with the protocol, however busy others are', () => {
    const profile = profileFrom(
      {
        'main;f': 500,
        'a worker;handle@agent/protocol/swim.ts': 5,
        'another;wait@agent/transport/linux/epoll.ts': 900,
      },
      { kind: 'wall' },
    )
    assert.equal(mainThread(profile)?.name, 'a worker')
  })

  test('of a foreign process is the busiest', () => {
    assert.equal(mainThread(profileFrom({ 'a;f': 1, 'b;f': 3, 'c;f': 2 }))?.name, 'b')
    assert.equal(mainThread(profileFrom({})), undefined)
  })
})
