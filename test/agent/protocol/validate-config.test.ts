import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { configFrom, PRESETS, type PresetName } from '../../../agent/protocol/presets.ts'
import { configProblems } from '../../../agent/protocol/validate-config.ts'

describe('a config', () => {
  test('of every preset can be run', () => {
    for (const preset of Object.keys(PRESETS) as PresetName[]) {
      assert.deepEqual(configProblems(configFrom(preset)), [], preset)
    }
  })

  test('with a shorter interval keeps the ratio of timeout to interval', () => {
    const config = configFrom('default', { probeIntervalMs: 10 })
    assert.equal(config.probeTimeoutMs, 5)
    assert.deepEqual(configProblems(config), [])
    assert.deepEqual(configProblems(configFrom('default', { probeIntervalMs: 1 })), [])
  })

  const refused: readonly (readonly [string, Parameters<typeof configFrom>[1], RegExp])[] = [
    ['a timeout at the interval', { probeTimeoutMs: 1000 }, /must be below probeIntervalMs/],
    ['a suspicion too short to refute', { suspicionMs: 900 }, /shorter than a member needs/],
    ['a reap time within the suspicion', { reapMs: 3000 }, /old news brings dead members back/],
    ['an interval of nothing', { probeIntervalMs: 0, probeTimeoutMs: 1 }, /probeIntervalMs is 0/],
    ['half a relay', { relayCount: 0.5 }, /a whole number/],
    ['a number that is none', { relayCount: Number.NaN }, /relayCount is NaN/],
    ['a datagram larger than UDP carries', { datagramBytesMax: 70_000 }, /65507/],
    ['a join that ends before its second attempt', { joinTimeoutMs: 50 }, /second attempt/],
  ]
  for (const [what, knobs, reason] of refused) {
    test(`with ${what} is refused with the reason`, () => {
      const problems = configProblems(configFrom('default', knobs))
      assert.equal(problems.length, 1, problems.join('; '))
      assert.match(problems[0] ?? '', reason)
    })
  }

  test('with a longer suspicion remembers the dead for longer', () => {
    const config = configFrom('default', { suspicionMs: 100_000 })
    assert.equal(config.reapMs, 200_000)
    assert.deepEqual(configProblems(config), [])
  })

  test('with the gossip tick and anti-entropy switched off can be run', () => {
    assert.deepEqual(
      configProblems(configFrom('lan', { gossipIntervalMs: 0, antiEntropyMs: 0 })),
      [],
    )
  })
})
