/**
 * Messages as datagrams, version 1, big-endian:
 *
 *     byte 0      bits 0–3 kind, bit 4 has context, bits 5–7 version
 *     bytes 1–4   check over all that follows and byte 0, seeded by the cluster's name
 *     bytes 5–8   sequence (0 in gossip)
 *     25 bytes    trace context, when present: trace id, span id, flags (bit 0 sampled)
 *     address     ping-req only: a form byte (1 IPv4, 2 IPv6), the target's address
 *     updates     to the end, see `update-codec.ts`
 *
 * A plain ping is the first nine bytes. There is no sender: a member's address is the one that its
 * datagram came from.
 */
import type {
  Address,
  MemberUpdate,
  Message,
  MessageKind,
  TraceContext,
} from '../protocol/message.ts'
import { check } from './cluster.ts'
import type { Decoded, DecodeProblemKind } from './decoded.ts'
import { Reader } from './reader.ts'
import { readFormedAddress, readUpdate, writeFormedAddress, writeUpdate } from './update-codec.ts'
import { Writer } from './writer.ts'

export const VERSION = 1
export const HAS_CONTEXT = 0x10
/** The stream codec uses the kind after these. */
export const KINDS: readonly MessageKind[] = ['ping', 'ack', 'nack', 'ping-req', 'gossip']
export const STATE_KIND = KINDS.length
export const HEADER_BYTES = 9
/** The first byte of a ping and of an ack without context. */
export const PLAIN_PING_HEAD = KINDS.indexOf('ping') | (VERSION << 5)
export const PLAIN_ACK_HEAD = KINDS.indexOf('ack') | (VERSION << 5)

/**
 * Writes `message` as sent by `self` and returns its length in bytes. The protocol keeps messages
 * within `datagramBytesMax`, so a buffer of that size is always large enough.
 */
export function encodeMessage(
  message: Message,
  cluster: number,
  into: Uint8Array,
  self: Address,
): number {
  const writer = new Writer(into, HEADER_BYTES)
  const { context } = message
  if (context !== undefined) {
    writer.hex(context.traceId)
    writer.hex(context.spanId)
    writer.byte(context.sampled ? 1 : 0)
  }
  if (message.kind === 'ping-req') writeFormedAddress(writer, message.target)
  for (const update of message.updates) writeUpdate(writer, update, self)
  const head = KINDS.indexOf(message.kind) | (context === undefined ? 0 : HAS_CONTEXT)
  const sequence = message.kind === 'gossip' ? 0 : message.sequence
  sealHeader(into.subarray(0, writer.offset), head, sequence, cluster)
  return writer.offset
}

/** Reads a datagram that came from `from` (empty: from no address of ours). Never throws, never reads past the end. */
export function decodeMessage(bytes: Uint8Array, from: Address, cluster: number): Decoded<Message> {
  if (from === '') return problem('bad-address', 0)
  const header = openHeader(bytes, cluster)
  if (!header.ok) return header
  const { kindCode, hasContext, sequence } = header.value
  const kind = KINDS[kindCode]
  if (kind === undefined) return problem('unknown-kind', 0)
  const reader = new Reader(bytes, HEADER_BYTES)
  const context = hasContext ? readContext(reader) : undefined
  const target = kind === 'ping-req' ? readFormedAddress(reader) : ''
  if (reader.failed) return problem('truncated', reader.offset)
  if (target === undefined) return problem('bad-address', reader.offset)
  const updates: MemberUpdate[] = []
  while (!reader.atEnd) {
    const update = readUpdate(reader, from)
    if (update === undefined) {
      return problem(reader.failed ? 'truncated' : 'bad-update', reader.offset)
    }
    updates.push(update)
  }
  const carried = { ...(context && { context }), updates }
  switch (kind) {
    case 'ping-req':
      return { ok: true, value: { kind, sequence, target, ...carried } }
    case 'gossip':
      return { ok: true, value: { kind, ...carried } }
    default:
      return { ok: true, value: { kind, sequence, ...carried } }
  }
}

/** Fills the first nine bytes of `bytes`, whose rest is written already. */
export function sealHeader(
  bytes: Uint8Array,
  head: number,
  sequence: number,
  cluster: number,
): void {
  const first = head | (VERSION << 5)
  bytes[0] = first
  const writer = new Writer(bytes, 5)
  writer.u32(sequence)
  new Writer(bytes, 1).u32(check(bytes, 5, cluster ^ first))
}

/** Checks what all messages begin with. */
export function openHeader(
  bytes: Uint8Array,
  cluster: number,
): Decoded<{
  readonly kindCode: number
  readonly hasContext: boolean
  readonly sequence: number
}> {
  if (bytes.length < HEADER_BYTES) return problem('too-short', bytes.length)
  const reader = new Reader(bytes, 0)
  const first = reader.byte()
  if (first >> 5 !== VERSION) return problem('wrong-version', 0)
  if (reader.u32() !== check(bytes, 5, cluster ^ first)) return problem('wrong-check', 1)
  const hasContext = (first & HAS_CONTEXT) !== 0
  return { ok: true, value: { kindCode: first & 0x0f, hasContext, sequence: reader.u32() } }
}

function readContext(reader: Reader): TraceContext {
  const traceId = reader.hex(16)
  const spanId = reader.hex(8)
  return { traceId, spanId, sampled: (reader.byte() & 1) === 1 }
}

function problem(kind: DecodeProblemKind, offsetBytes: number): Decoded<never> {
  return { ok: false, problem: { kind, offsetBytes } }
}
