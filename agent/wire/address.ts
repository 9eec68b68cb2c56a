/**
 * Addresses as text and as bytes. Only numeric hosts: an agent never resolves names, so that no
 * datagram waits for a lookup. The text form is canonical (RFC 5952 for IPv6), so that equal
 * addresses are equal strings.
 */
import type { Address } from '../protocol/message.ts'

export type ParsedAddress = {
  readonly host: string
  readonly port: number
  readonly family: 4 | 6
}

const WITH_PORT = /^(?:\[(?<v6>[^\]]+)\]|(?<v4>[^:[\]]+)):(?<port>\d{1,5})$/

/** Reads `127.0.0.1:9000` or `[::1]:9000`; undefined for anything else. */
export function parseAddress(text: string): ParsedAddress | undefined {
  const groups = WITH_PORT.exec(text)?.groups
  if (groups === undefined) return undefined
  const { v4, v6, port: digits = '' } = groups
  const port = Number(digits)
  const bytes = v6 === undefined ? ipv4Bytes(v4 ?? '') : ipv6Bytes(v6)
  if (bytes === undefined || 0xffff < port) return undefined
  return { host: hostText(bytes), port, family: bytes.length === 4 ? 4 : 6 }
}

/** The canonical form of a host and port as the kernel gives them. */
export function formatAddress(host: string, port: number): Address {
  const bytes = host.includes(':') ? ipv6Bytes(host) : ipv4Bytes(host)
  const text = bytes === undefined ? host : hostText(bytes)
  return text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`
}

/** Four or sixteen bytes of host, then the port, big-endian; undefined for what is no address. */
export function addressBytes(address: Address): Uint8Array | undefined {
  const parsed = parseAddress(address)
  if (parsed === undefined) return undefined
  const host = parsed.family === 4 ? ipv4Bytes(parsed.host) : ipv6Bytes(parsed.host)
  return host && Uint8Array.of(...host, parsed.port >> 8, parsed.port & 0xff)
}

/** The inverse of `addressBytes`, over a part of a buffer of 6 or 18 bytes. */
export function addressFromBytes(bytes: Uint8Array): Address {
  const host = bytes.subarray(0, bytes.length - 2)
  const port = ((bytes.at(-2) ?? 0) << 8) | (bytes.at(-1) ?? 0)
  return host.length === 4 ? `${hostText(host)}:${port}` : `[${hostText(host)}]:${port}`
}

function ipv4Bytes(text: string): Uint8Array | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  const bytes = new Uint8Array(4)
  for (const [at, part] of parts.entries()) {
    const value = Number(part)
    // Leading zeros are octal to some readers: refuse what not all read alike.
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || 255 < value) return undefined
    bytes[at] = value
  }
  return bytes
}

function ipv6Bytes(text: string): Uint8Array | undefined {
  const halves = text.split('::')
  if (2 < halves.length) return undefined
  const [head, tail] = halves.map((half, at) => ipv6Groups(half, at === halves.length - 1))
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined
  const given = head.length + (tail?.length ?? 0)
  if (halves.length === 1 ? given !== 8 : 7 < given) return undefined
  const groups = [...head, ...new Array<number>(8 - given).fill(0), ...(tail ?? [])]
  const bytes = new Uint8Array(16)
  for (const [at, group] of groups.entries()) {
    bytes[2 * at] = group >> 8
    bytes[2 * at + 1] = group & 0xff
  }
  return bytes
}

/** The 16-bit groups of one side of `::`; a dotted quad at the very end counts as two. */
function ipv6Groups(text: string, isLast: boolean): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [at, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16))
      continue
    }
    const quad = isLast && at === parts.length - 1 ? ipv4Bytes(part) : undefined
    if (quad === undefined) return undefined
    const [a = 0, b = 0, c = 0, d = 0] = quad
    groups.push((a << 8) | b, (c << 8) | d)
  }
  return groups
}

function hostText(bytes: Uint8Array): string {
  return bytes.length === 4 ? bytes.join('.') : ipv6Text(bytes)
}

/** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups cut. */
function ipv6Text(bytes: Uint8Array): string {
  const groups: string[] = []
  for (let at = 0; at < 16; at += 2) {
    groups.push((((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16))
  }
  let cutAt = -1
  let cutLength = 1
  for (let start = 0; start < 8; start++) {
    let length = 0
    while (groups[start + length] === '0') length++
    if (cutLength < length) {
      cutAt = start
      cutLength = length
    }
  }
  if (cutAt < 0) return groups.join(':')
  return `${groups.slice(0, cutAt).join(':')}::${groups.slice(cutAt + cutLength).join(':')}`
}
