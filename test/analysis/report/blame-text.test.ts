import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { blameText, slowestText } from '../../../analysis/report/blame-text.ts'
import type { Blame, SlowCycle } from '../../../analysis/run-record.ts'

const QUIET: Blame['segments'] = {
  send: 0,
  peerWakeUp: 0,
  peerHandling: 0,
  reply: 0,
  wakeUp: 0,
  handling: 0,
}

function cycle(segments: Partial<Blame['segments']>, some: Partial<SlowCycle> = {}, lagS = 0) {
  const of = { ...QUIET, ...segments }
  const oursS = of.wakeUp + of.handling
  const peerS = of.peerWakeUp + of.peerHandling
  const wireS = of.send + of.reply
  const blame = { lagS, excessS: oursS + peerS + wireS, oursS, peerS, wireS, segments: of }
  const known = { agent: 'a', target: 'b', atS: 1, rttS: 0.0018, traceId: 'x', spans: [] }
  return { ...known, outcome: 'acked' as const, blame, ...some }
}

describe('what a slow cycle is blamed on', () => {
  const cases: readonly [text: string, cycle: SlowCycle][] = [
    ['1.50 ms waking up at the peer', cycle({ peerWakeUp: 0.0015, wakeUp: 0.0001 })],
    ['1.50 ms in the peer’s thread', cycle({ peerWakeUp: 0.0008, peerHandling: 0.0007 })],
    [
      '1.00 ms in our handling of the ack, 600 µs in the send call',
      cycle({ handling: 0.001, send: 0.0006, peerWakeUp: -0.0001 }),
    ],
    ['1.20 ms in the two send calls', cycle({ send: 0.0006, reply: 0.0006 })],
    [
      '1.00 ms waking up for the ack, and it left 2.00 ms late',
      cycle({ wakeUp: 0.001 }, {}, 0.002),
    ],
    ['1.00 ms waking up for the ack', cycle({ wakeUp: 0.001 }, {}, 0.0001)],
    ['as usual', cycle({ wakeUp: 0.00001 })],
    ['as usual, and it left 1.00 ms late', cycle({}, {}, 0.001)],
    ['cannot be split: no ack came', cycle({}, { rttS: null, outcome: 'timed-out', blame: null })],
    [
      'cannot be split: its ack came through a relay',
      cycle({}, { outcome: 'acked-indirect', blame: null }),
    ],
    ['cannot be split: one of its ends is not known', cycle({}, { blame: null })],
  ]
  for (const [text, of] of cases) {
    test(`is said: ${text}`, () => assert.equal(blameText(of), text))
  }

  test('is said of the slowest that could be split', () => {
    const slowest = [cycle({}, { blame: null }), cycle({ wakeUp: 0.0015 }), cycle({ send: 0.001 })]
    assert.equal(slowestText(slowest), '1.80 ms: 1.50 ms waking up for the ack')
    assert.equal(slowestText(slowest.slice(0, 1)), undefined)
  })
})
