/** Who a process exchanged data with: per descriptor and per address of a peer. */
import { CappedMap } from './capped-map.ts'
import type { DescriptorRow, PeerRow, Traffic } from './summary.ts'

const DESCRIPTORS_MAX = 1024
const PEERS_MAX = 1024
/** Rows of a report; what is beyond them is in its rest. */
const ROWS_MAX = 64

const SOCKET = /^(?:UDP|TCP|UNIX|NETLINK|RAW|PACKET|PING|SCTP|DCCP|VSOCK|socket:)/
const STREAM = /^(?:TCP|UNIX-STREAM|SCTP|VSOCK)/
const OWN_ADDRESS = /^(?:UDP|TCP)[^[]*:\[(.*?)(?:->.*)?\]$/

export type Direction = 'sent' | 'received'

export type TrafficSum = { calls: number; datagrams: number; bytes: number }

export function noTraffic(): TrafficSum {
  return { calls: 0, datagrams: 0, bytes: 0 }
}

/** A descriptor for as long as it stands for the same thing. */
export class DescriptorTally {
  readonly fd: number
  readonly what: string
  readonly isSocket: boolean
  readonly isStream: boolean
  /** `127.0.0.1:9000` of `UDP:[127.0.0.1:9000->127.0.0.1:9001]`; empty when it is not known. */
  readonly ownAddress: string
  calls = 0
  errors = 0
  readonly sent = noTraffic()
  readonly received = noTraffic()

  constructor(fd: number, what: string) {
    this.fd = fd
    this.what = what
    this.isSocket = SOCKET.test(what)
    this.isStream = STREAM.test(what)
    this.ownAddress = OWN_ADDRESS.exec(what)?.[1] ?? ''
  }
}

/** What one descriptor number has stood for. */
type Slot = { last: DescriptorTally; readonly all: Map<string, DescriptorTally> }

export class Descriptors {
  readonly #rest = new DescriptorTally(-1, '')
  readonly #slots = new Map<number, Slot>()
  #size = 0

  at(fd: number, what: string): DescriptorTally {
    const slot = this.#slots.get(fd)
    if (slot?.last.what === what) return slot.last
    const tally = slot?.all.get(what) ?? this.#make(fd, what)
    if (tally === this.#rest) return tally
    if (slot === undefined) this.#slots.set(fd, { last: tally, all: new Map([[what, tally]]) })
    else {
      slot.all.set(what, tally)
      slot.last = tally
    }
    return tally
  }

  /** The busiest first, and how many calls were on all others. */
  rows(): { readonly rows: DescriptorRow[]; readonly rest: number } {
    const all = [...this.#slots.values()].flatMap((slot) => [...slot.all.values()])
    all.sort((a, b) => b.calls - a.calls || a.fd - b.fd || (a.what < b.what ? -1 : 1))
    const rest = [...all.slice(ROWS_MAX), this.#rest].reduce((sum, { calls }) => sum + calls, 0)
    const rows = all.slice(0, ROWS_MAX).map(({ fd, what, calls, errors, sent, received }) => {
      return { fd, what, calls, errors, sent: { ...sent }, received: { ...received } }
    })
    return { rows, rest }
  }

  #make(fd: number, what: string): DescriptorTally {
    if (this.#size >= DESCRIPTORS_MAX) return this.#rest
    this.#size += 1
    return new DescriptorTally(fd, what)
  }
}

export class Peers {
  readonly #peers = new CappedMap<string, Record<Direction, TrafficSum> & { address: string }>(
    PEERS_MAX,
    '',
    (address) => ({ address, sent: noTraffic(), received: noTraffic() }),
  )

  at(address: string): Record<Direction, TrafficSum> {
    return this.#peers.at(address)
  }

  /** Those with the most messages first, and how many calls there were with all others. */
  rows(): { readonly rows: PeerRow[]; readonly rest: number } {
    const calls = ({ sent, received }: PeerRow) => sent.calls + received.calls
    const all = this.#peers.values()
    all.sort((a, b) => calls(b) - calls(a) || (a.address < b.address ? -1 : 1))
    const rest = [...all.slice(ROWS_MAX), this.#peers.rest].reduce(
      (sum, one) => sum + calls(one),
      0,
    )
    return { rows: all.slice(0, ROWS_MAX).map(rowOf), rest: Math.round(rest) }
  }
}

/** A call that carried several datagrams counts in part with each of its peers. */
function rowOf({ address, sent, received }: PeerRow): PeerRow {
  const whole = (sum: Traffic) => ({ ...sum, calls: Math.round(sum.calls) })
  return { address, sent: whole(sent), received: whole(received) }
}
