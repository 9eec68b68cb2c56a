/** One agent among peers that say anything that decodes: what it answers can always be encoded. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Input } from '../../agent/protocol/input.ts'
import { configFrom, PRESETS, type PresetName } from '../../agent/protocol/presets.ts'
import { Swim } from '../../agent/protocol/swim.ts'
import { seededRandom } from '../../agent/runtime/random.ts'
import { encodeMessage } from '../../agent/wire/codec.ts'
import { encodeState } from '../../agent/wire/state-codec.ts'
import { updateSizeBytes } from '../../agent/wire/update-codec.ts'
import { member, message } from '../support/arbitrary-messages.ts'

const SELF = '10.0.0.1:9000'
/** Few addresses, so that what is said is often about somebody known. */
const peer = fc.constantFrom(SELF, '10.0.0.2:9000', '10.0.0.3:9000', '[fe80::1]:9000')
const update = fc.tuple(member, peer, fc.boolean()).map(([one, about, isKnown]) => ({
  ...one,
  member: isKnown ? about : one.member,
}))
const updates = fc.array(update, { maxLength: 6 })

const input: fc.Arbitrary<Input> = fc.oneof(
  fc.tuple(peer, message, updates).map(([from, one, news]) => {
    return { kind: 'datagram' as const, from, message: { ...one, updates: news } }
  }),
  fc.tuple(peer, updates).map(([from, members]) => {
    return { kind: 'exchange-request' as const, stream: 1, from, members }
  }),
  fc.tuple(peer, updates).map(([from, members]) => {
    return { kind: 'exchange-answer' as const, from, members }
  }),
  fc.constant({ kind: 'wake' as const }),
)

test('whatever decodes, every answer can be encoded and the counts stay balanced', () => {
  const step = fc.tuple(input, fc.integer({ min: 0, max: 1500 }))
  const preset = fc.constantFrom(...(Object.keys(PRESETS) as PresetName[]))
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      preset,
      fc.boolean(),
      (steps, name, contextOnWire) => {
        const config = configFrom(name, { contextOnWire, datagramBytesMax: 640 })
        const swim = new Swim({
          self: SELF,
          seeds: [],
          config,
          random: seededRandom(1, 0),
          updateSizeBytes: (one) => updateSizeBytes(one, SELF),
        })
        const buffer = new Uint8Array(config.datagramBytesMax)
        let nowMs = 0
        for (const [one, waitMs] of [[{ kind: 'start' }, 0] as const, ...steps]) {
          nowMs += waitMs
          for (const effect of swim.handle(one, nowMs)) {
            if (effect.kind === 'send') encodeMessage(effect.message, 1, buffer, SELF)
            if (effect.kind === 'exchange' || effect.kind === 'exchange-reply') {
              encodeState(effect.members, 1, SELF)
            }
          }
        }
        const { counters } = swim
        const { members, probesInFlight } = swim.totals()
        const ended = counters.probesAcked + counters.probesAckedIndirect + counters.probesTimedOut
        assert.equal(counters.probesSent, ended + probesInFlight)
        const known = members.alive + members.suspect + members.dead + members.left
        assert.equal(swim.members().length, known)
      },
    ),
    { numRuns: 1000 },
  )
})
