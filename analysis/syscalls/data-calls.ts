/** The calls that have a descriptor: what they carried, between whom, and what the protocol makes of it. */
import type { CallTally, ThreadTally } from './call-tally.ts'
import { RttGuesses } from './inferred-rtts.ts'
import {
  type DatagramCall,
  type DecodeDatagram,
  ProtocolView,
  type ReportedRtt,
} from './protocol-view.ts'
import type { SyscallReport } from './summary.ts'
import type { Syscall, SyscallMessage } from './syscall.ts'
import {
  Descriptors,
  type DescriptorTally,
  type Direction,
  noTraffic,
  Peers,
  type TrafficSum,
} from './traffic.ts'

type DataReport = Pick<
  SyscallReport,
  'receives' | 'sent' | 'received' | 'descriptors' | 'peers' | 'protocol' | 'inferred'
> & { readonly rest: Pick<SyscallReport['rest'], 'descriptors' | 'peers'> }

type Carried = Pick<DatagramCall, 'socket' | 'direction' | 'messages'>

export class DataCalls {
  readonly #descriptors = new Descriptors()
  readonly #peers = new Peers()
  readonly #sent = noTraffic()
  readonly #received = noTraffic()
  readonly #receives = { calls: 0, nothing: 0 }
  readonly #protocol: ProtocolView
  readonly #guesses = new RttGuesses()

  constructor(decode: DecodeDatagram, reportedRtt: ReportedRtt) {
    this.#protocol = new ProtocolView(decode, reportedRtt)
  }

  /** Returns in words what the call carried, where that can be read. */
  take(
    call: Syscall,
    thread: ThreadTally,
    tally: CallTally,
    workNs: number,
    waitNs: number,
  ): string {
    const { name } = tally
    const carried = this.#carried(call, thread, tally)
    if (carried !== undefined) {
      const { startNs, durationNs } = call
      const cost = { name, workNs, waitNs }
      const endNs = startNs + durationNs
      return this.#protocol.datagrams({ ...carried, thread: thread.cycles, cost, startNs, endNs })
    }
    if (thread.cycles.size > 0) thread.cycles.share({ name, workNs, waitNs }, call.startNs)
    return ''
  }

  report(lastNs: number): DataReport {
    const descriptors = this.#descriptors.rows()
    const peers = this.#peers.rows()
    return {
      receives: { ...this.#receives },
      sent: { ...this.#sent },
      received: { ...this.#received },
      descriptors: descriptors.rows,
      peers: peers.rows,
      protocol: this.#protocol.report(lastNs),
      inferred: this.#protocol.hasDecoded ? null : this.#guesses.report(),
      rest: { descriptors: descriptors.rest, peers: peers.rest },
    }
  }

  #countReceive(errno: string): void {
    this.#receives.calls += 1
    if (errno === 'EAGAIN' || errno === 'EWOULDBLOCK') this.#receives.nothing += 1
  }

  /** Counts what the call did with its descriptor, and returns the datagrams that the capture shows of it. */
  #carried(call: Syscall, thread: ThreadTally, { nature }: CallTally): Carried | undefined {
    const fd = call.fd()
    if (fd < 0 && !nature.carries) return undefined
    const { errno, result } = call
    const socket = this.#descriptors.at(fd, call.descriptor())
    socket.calls += 1
    if (errno !== '') socket.errors += 1
    if (!nature.carries) return undefined
    const direction = nature.kind === 'send' ? 'sent' : 'received'
    if (direction === 'received') this.#countReceive(errno)
    if (errno !== '' || !(result > 0)) return undefined
    if (!nature.isOfSockets && !socket.isSocket) {
      add(socket[direction], 1, 0, result)
      return undefined
    }
    const messages = call.messages()
    const bytes = nature.isBatch
      ? messages.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
      : result
    const datagrams = socket.isStream ? 0 : nature.isBatch ? result : 1
    add(socket[direction], 1, datagrams, bytes)
    add(direction === 'sent' ? this.#sent : this.#received, 1, datagrams, bytes)
    const toItself = this.#countPeers(call, socket, direction, messages)
    if (direction === 'received' && !toItself) thread.datagramsReceived += datagrams
    return messages.length === 0 || socket.isStream ? undefined : { socket, direction, messages }
  }

  /** Returns whether the socket talks to itself. */
  #countPeers(
    { startNs, durationNs }: Syscall,
    socket: DescriptorTally,
    direction: Direction,
    messages: readonly SyscallMessage[],
  ): boolean {
    let toItself = false
    for (const { peer, sizeBytes } of messages) {
      if (peer === '') continue
      if (peer === socket.ownAddress) {
        toItself = true
        continue
      }
      add(this.#peers.at(peer)[direction], 1 / messages.length, socket.isStream ? 0 : 1, sizeBytes)
      if (!socket.isStream && !this.#protocol.hasDecoded) {
        this.#guesses.datagram(peer, direction, startNs, startNs + durationNs)
      }
    }
    return toItself
  }
}

function add(sum: TrafficSum, calls: number, datagrams: number, bytes: number): void {
  sum.calls += calls
  sum.datagrams += datagrams
  sum.bytes += bytes
}
