/**
 * Datagrams as somebody reads them who only watches: a capture does not say which cluster they are of.
 * The check of a message is seeded by its cluster's name, and the seed can be worked out from the check.
 * So a datagram is ours when its seed is that of a name that is known, or one that was seen
 * before: other bytes have a new one each time. What a capture cut short is read as far as it goes.
 */
import type { Address, MemberUpdate, MessageKind } from '../protocol/message.ts'
import { clusterTag, seedOf } from './cluster.ts'
import { HAS_CONTEXT, HEADER_BYTES, KINDS, VERSION } from './codec.ts'
import { Reader } from './reader.ts'
import { readFormedAddress, readUpdate } from './update-codec.ts'

export type DatagramDescription = {
  readonly kind: MessageKind
  /** Gossip has none. */
  readonly sequence?: number
  /** `ping #42`, `ping-req #7 for 127.0.0.1:9002`, `gossip, 3 news`. */
  readonly text: string
  /** News that rides on it; what the sender says about itself has an empty member. */
  readonly updates: readonly MemberUpdate[]
}

const CONTEXT_BYTES = 25
/** Beyond these, seeds of strangers are not remembered. */
const STRANGERS_MAX = 1024

/**
 * Returns a reader for the datagrams of one capture, undefined for those that are none of ours. Clusters
 * whose names are not among `names` are found by their second different datagram.
 */
export function datagramDescriber(
  names: readonly string[],
): (bytes: Uint8Array, sizeBytes?: number) => DatagramDescription | undefined {
  const ours = new Set(names.map(clusterTag))
  const checkOfFirst = new Map<number, number>()
  return (bytes, sizeBytes = bytes.length) => {
    const head = bytes[0] ?? 0
    if (bytes.length < HEADER_BYTES || head >> 5 !== VERSION) return undefined
    const isWhole = sizeBytes <= bytes.length
    // What was cut has no check to hold: it must come after others that have.
    if (!isWhole) return ours.size === 0 ? undefined : read(bytes, isWhole)
    const check = new Reader(bytes, 1).u32()
    const cluster = (seedOf(check, bytes, 5) ^ head) >>> 0
    if (!ours.has(cluster)) {
      const first = checkOfFirst.get(cluster)
      if (first === undefined && checkOfFirst.size < STRANGERS_MAX) checkOfFirst.set(cluster, check)
      // The same bytes once more prove nothing.
      if (first === undefined || first === check) return undefined
      ours.add(cluster)
    }
    return read(bytes, isWhole)
  }
}

function read(bytes: Uint8Array, isWhole: boolean): DatagramDescription | undefined {
  const head = bytes[0] ?? 0
  const kind = KINDS[head & 0x0f]
  if (kind === undefined) return undefined
  const sequence = new Reader(bytes, 5).u32()
  const reader = new Reader(bytes, HEADER_BYTES)
  if ((head & HAS_CONTEXT) !== 0) reader.bytes(CONTEXT_BYTES)
  const target = kind === 'ping-req' ? readFormedAddress(reader) : ''
  const updates: MemberUpdate[] = []
  while (!reader.atEnd && !reader.failed) {
    const update = readUpdate(reader, '')
    if (update !== undefined) updates.push(update)
    else if (!isWhole) break
    else return undefined
  }
  if (target === undefined || (isWhole && reader.failed)) return undefined
  const numbered = kind === 'gossip' ? {} : { sequence }
  return { kind, ...numbered, text: textOf(kind, sequence, target, updates, isWhole), updates }
}

function textOf(
  kind: MessageKind,
  sequence: number,
  target: Address,
  updates: readonly MemberUpdate[],
  isWhole: boolean,
): string {
  const number = kind === 'gossip' ? '' : ` #${sequence}`
  const whom = target === '' ? '' : ` for ${target}`
  const atLeast = isWhole ? '' : 'at least '
  const news = updates.length === 0 && isWhole ? '' : `, ${atLeast}${updates.length} news`
  return `${kind}${number}${whom}${news}`
}
