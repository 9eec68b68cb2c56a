/**
 * A whole state, as it travels over a stream: the header of `codec.ts` with the sender's port in
 * place of a sequence, then updates. The sender's host is the one its stream came from.
 */
import type { Address, MemberUpdate } from '../protocol/message.ts'
import { formatAddress, parseAddress } from './address.ts'
import { HEADER_BYTES, openHeader, STATE_KIND, sealHeader } from './codec.ts'
import type { Decoded } from './decoded.ts'
import { Reader } from './reader.ts'
import { readUpdate, updateSizeBytes, writeUpdate } from './update-codec.ts'
import { Writer } from './writer.ts'

export function encodeState(
  members: readonly MemberUpdate[],
  cluster: number,
  self: Address,
): Uint8Array {
  let sizeBytes = HEADER_BYTES
  for (const update of members) sizeBytes += updateSizeBytes(update, self)
  const bytes = new Uint8Array(sizeBytes)
  const writer = new Writer(bytes, HEADER_BYTES)
  for (const update of members) writeUpdate(writer, update, self)
  sealHeader(bytes, STATE_KIND, parseAddress(self)?.port ?? 0, cluster)
  return bytes
}

/** Reads a state that came from `remoteHost`. Never throws, never reads past the end. */
export function decodeState(
  bytes: Uint8Array,
  remoteHost: string,
  cluster: number,
): Decoded<{ readonly from: Address; readonly members: readonly MemberUpdate[] }> {
  const header = openHeader(bytes, cluster)
  if (!header.ok) return header
  const { kindCode, sequence: port } = header.value
  if (kindCode !== STATE_KIND)
    return { ok: false, problem: { kind: 'unknown-kind', offsetBytes: 0 } }
  const from = formatAddress(remoteHost, port)
  if (port === 0 || parseAddress(from) === undefined) {
    return { ok: false, problem: { kind: 'bad-address', offsetBytes: 5 } }
  }
  const reader = new Reader(bytes, HEADER_BYTES)
  const members: MemberUpdate[] = []
  while (!reader.atEnd) {
    const update = readUpdate(reader, from)
    if (update === undefined) {
      const kind = reader.failed ? 'truncated' : 'bad-update'
      return { ok: false, problem: { kind, offsetBytes: reader.offset } }
    }
    members.push(update)
  }
  return { ok: true, value: { from, members } }
}
