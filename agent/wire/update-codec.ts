/**
 * One piece of membership news:
 *
 *     byte 0      bits 0–1 status, bit 2 has accuser, bit 3 has metadata,
 *                 bits 4–5 form of the member's address, bits 6–7 form of the accuser's
 *     address     nothing (form 0: the sender itself), 6 bytes (form 1: IPv4), 18 bytes (form 2: IPv6)
 *     4 bytes     incarnation
 *     accuser     as the address, when present
 *     metadata    2 bytes of length and UTF-8, when present
 *
 * What a sender says about itself has no address: the receiver takes the one the datagram came from.
 */
import {
  type Address,
  METADATA_BYTES_MAX,
  type MemberUpdate,
  type Status,
} from '../protocol/message.ts'
import { addressFromBytes } from './address.ts'
import { bytesOf, ipv4Address } from './address-cache.ts'
import type { Reader } from './reader.ts'
import type { Writer } from './writer.ts'

const STATUSES: readonly Status[] = ['alive', 'suspect', 'dead', 'left']
const HAS_ACCUSER = 0x04
const HAS_METADATA = 0x08
const FORM_BYTES = [0, 6, 18]

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Bytes that `update` takes in a message sent by `self`. */
export function updateSizeBytes(update: MemberUpdate, self: Address): number {
  const accuser = update.by === undefined ? 0 : addressSizeBytes(update.by, self)
  const metadata = update.metadata === undefined ? 0 : 2 + encoder.encode(update.metadata).length
  return 1 + addressSizeBytes(update.member, self) + 4 + accuser + metadata
}

export function writeUpdate(writer: Writer, update: MemberUpdate, self: Address): void {
  const { member, status, incarnation, by, metadata } = update
  const head =
    STATUSES.indexOf(status) |
    (by === undefined ? 0 : HAS_ACCUSER) |
    (metadata === undefined ? 0 : HAS_METADATA) |
    (addressForm(member, self) << 4) |
    (addressForm(by ?? self, self) << 6)
  writer.byte(head)
  writeAddress(writer, member, self)
  writer.u32(incarnation)
  if (by !== undefined) writeAddress(writer, by, self)
  if (metadata === undefined) return
  const bytes = encoder.encode(metadata)
  writer.u16(bytes.length)
  writer.bytes(bytes)
}

/** Undefined when the bytes are no update; the reader then stands where it stopped. */
export function readUpdate(reader: Reader, sender: Address): MemberUpdate | undefined {
  const head = reader.byte()
  const member = readAddress(reader, (head >> 4) & 3, sender)
  const incarnation = reader.u32()
  const by = (head & HAS_ACCUSER) === 0 ? '' : readAddress(reader, (head >> 6) & 3, sender)
  const metadata = (head & HAS_METADATA) === 0 ? '' : readMetadata(reader)
  const status = STATUSES[head & 3]
  if (reader.failed || status === undefined) return undefined
  if (member === undefined || by === undefined || metadata === undefined) return undefined
  // Of one shape for the most: nearly all news is that somebody is there.
  if ((head & (HAS_ACCUSER | HAS_METADATA)) === 0) return { member, status, incarnation }
  return {
    member,
    status,
    incarnation,
    ...((head & HAS_ACCUSER) !== 0 && { by }),
    ...((head & HAS_METADATA) !== 0 && { metadata }),
  }
}

/** An address with its form in front, where nothing else says it. */
export function writeFormedAddress(writer: Writer, address: Address): void {
  writer.byte(addressForm(address, ''))
  writeAddress(writer, address, '')
}

export function readFormedAddress(reader: Reader): Address | undefined {
  const form = reader.byte()
  return form === 0 ? undefined : readAddress(reader, form, '')
}

function addressSizeBytes(address: Address, self: Address): number {
  return FORM_BYTES[addressForm(address, self)] ?? 0
}

function addressForm(address: Address, self: Address): number {
  if (address === self) return 0
  return address.startsWith('[') ? 2 : 1
}

function writeAddress(writer: Writer, address: Address, self: Address): void {
  if (address === self) return
  const bytes = bytesOf(address)
  if (bytes === undefined) throw new Error(`not a numeric address: ${address}`)
  writer.bytes(bytes)
}

function readAddress(reader: Reader, form: number, sender: Address): Address | undefined {
  if (form === 0) return sender
  if (form === 1) {
    const hostAndPort = reader.u48()
    return reader.failed ? undefined : ipv4Address(hostAndPort)
  }
  const sizeBytes = FORM_BYTES[form]
  if (sizeBytes === undefined) return undefined
  const bytes = reader.bytes(sizeBytes)
  return reader.failed ? undefined : addressFromBytes(bytes)
}

function readMetadata(reader: Reader): string | undefined {
  const sizeBytes = reader.u16()
  if (METADATA_BYTES_MAX < sizeBytes) return undefined
  const bytes = reader.bytes(sizeBytes)
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}
