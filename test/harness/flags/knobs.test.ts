import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { configProblems, PRESETS } from '../../../agent/index.ts'
import { inFlagWords, KNOBS, protocolFlags, protocolFrom } from '../../../harness/flags/knobs.ts'

describe('the protocol flags', () => {
  test('have one flag of its own for every knob', () => {
    const names = Object.values(KNOBS).map(({ flag }) => flag)
    assert.equal(new Set(names).size, Object.keys(PRESETS.default).length)
    for (const name of names) assert.ok(name in protocolFlags, name)
  })

  test('without any turned give the preset', () => {
    for (const preset of Object.keys(PRESETS) as (keyof typeof PRESETS)[]) {
      assert.deepEqual(protocolFrom({ preset }), { preset, protocol: PRESETS[preset] })
    }
  })

  test('turn single knobs, false and zero among them', () => {
    const flags = { preset: 'lan', relays: 0, buddy: false, 'gossip-interval': 0 }
    assert.deepEqual(protocolFrom(flags).protocol, {
      ...PRESETS.lan,
      relayCount: 0,
      buddy: false,
      gossipIntervalMs: 0,
    })
  })

  test('keep the ratio of timeout to interval when only the interval is turned', () => {
    const { protocol } = protocolFrom({ preset: 'default', 'probe-interval': 10 })
    assert.equal(protocol.probeTimeoutMs, 5)
  })

  test('switch all of Lifeguard off at once', () => {
    const { protocol } = protocolFrom({ preset: 'lan', 'no-lifeguard': true })
    const { suspicionStretch, localHealthMax, buddy, nack } = protocol
    assert.deepEqual([suspicionStretch, localHealthMax, buddy, nack], [1, 0, false, false])
    assert.deepEqual(configProblems(protocol), [])
  })

  test('let one part of Lifeguard be on while the rest is off', () => {
    const flags = { preset: 'lan', 'no-lifeguard': true, buddy: true }
    const { buddy, nack } = protocolFrom(flags).protocol
    assert.deepEqual([buddy, nack], [true, false])
  })
})

describe('a problem with a config', () => {
  test('is told with flags for knobs and durations as one types them', () => {
    const [problem = ''] = configProblems({ ...PRESETS.default, probeTimeoutMs: 2000 })
    assert.equal(
      inFlagWords(problem),
      '--probe-timeout (2s) must be below --probe-interval (1s): relays are asked in what is left of the interval',
    )
  })

  test('leaves counts as they are', () => {
    const [problem = ''] = configProblems({ ...PRESETS.default, relayCount: 99 })
    assert.equal(inFlagWords(problem), '--relays is 99: it takes a whole number from 0 to 16')
  })

  test('never shows the name of a knob', () => {
    const broken = Object.keys(PRESETS.default).map((knob) => ({ ...PRESETS.default, [knob]: -1 }))
    for (const problem of broken.flatMap(configProblems)) {
      assert.doesNotMatch(inFlagWords(problem), /\b\w+(?:Ms|Count|Max|Factor|Fanout|Stretch)\b/)
    }
  })
})
