/** Arbitrary messages for laws of the codecs. */
import fc from 'fast-check'
import type { MemberUpdate, Message, Status } from '../../agent/protocol/message.ts'
import { addressFromBytes } from '../../agent/wire/address.ts'

const hex = (digits: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: digits, maxLength: digits })
    .map((characters) => characters.join(''))

const u32 = fc.integer({ min: 0, max: 0xffff_ffff })

/** Canonical IPv4 and IPv6 addresses with ports. */
export const address = fc
  .oneof(
    fc.uint8Array({ minLength: 6, maxLength: 6 }),
    fc.uint8Array({ minLength: 18, maxLength: 18 }),
    // Long runs of zeros are where the text form has its corners.
    fc
      .array(fc.constantFrom(0, 0, 0, 1), { minLength: 18, maxLength: 18 })
      .map((bytes) => Uint8Array.from(bytes)),
  )
  .map(addressFromBytes)

const metadata = fc.string({ unit: 'grapheme', maxLength: 40 })

export const member: fc.Arbitrary<MemberUpdate> = fc
  .tuple(
    address,
    fc.constantFrom<Status>('alive', 'suspect', 'dead', 'left'),
    u32,
    fc.option(address, { nil: undefined }),
    fc.option(metadata, { nil: undefined }),
  )
  .map(([one, status, incarnation, by, text]) => ({
    member: one,
    status,
    incarnation,
    ...(by !== undefined && { by }),
    ...(text !== undefined && { metadata: text }),
  }))

const context = fc
  .tuple(hex(32), hex(16), fc.boolean())
  .map(([traceId, spanId, sampled]) => ({ traceId, spanId, sampled }))

const carried = fc
  .tuple(fc.option(context, { nil: undefined }), fc.array(member, { maxLength: 8 }))
  .map(([one, updates]) => ({ ...(one !== undefined && { context: one }), updates }))

export const message: fc.Arbitrary<Message> = fc.oneof(
  fc
    .tuple(fc.constantFrom('ping' as const, 'ack' as const, 'nack' as const), u32, carried)
    .map(([kind, sequence, rest]) => ({ kind, sequence, ...rest })),
  fc
    .tuple(u32, address, carried)
    .map(([sequence, target, rest]) => ({ kind: 'ping-req' as const, sequence, target, ...rest })),
  carried.map((rest) => ({ kind: 'gossip' as const, ...rest })),
)
