/**
 * System calls as the protocol sees them: datagrams are read, and calls belong to probe cycles. A cycle
 * begins with the call that sends a ping and ends with the call that receives its ack, found by socket,
 * sequence and address; its RTT here is from the start of the one to the end of the other. In the other
 * direction, an answer takes from the end of the call that received a ping to the end of the one that acked it.
 */
import { DurationHistogram } from './duration-histogram.ts'
import {
  type CallCost,
  type CallShare,
  type Cycle,
  credit,
  type OpenCycles,
} from './open-cycles.ts'
import { SocketTalk } from './socket-talk.ts'
import type { ProtocolReport } from './summary.ts'
import type { SyscallMessage } from './syscall.ts'
import type { DescriptorTally, Direction } from './traffic.ts'

/** What a datagram is, if it is one of the protocol. Pings and acks need their sequence. */
export type Decoded = {
  readonly kind: string
  readonly sequence?: number
  /** `ping #42`. */
  readonly text: string
}

export type DecodeDatagram = (bytes: Uint8Array, sizeBytes: number) => Decoded | undefined

/** The RTT of a cycle as the agent itself measured it. `ownAddress` is empty when the capture does not say it. */
export type ReportedRtt = (peer: string, sequence: number, ownAddress: string) => number | undefined

/** A call that sends or receives datagrams. */
export type DatagramCall = {
  readonly thread: OpenCycles
  readonly socket: DescriptorTally
  readonly direction: Direction
  readonly messages: readonly SyscallMessage[]
  readonly cost: CallCost
  readonly startNs: number
  readonly endNs: number
}

/** A ping without an ack that is no older than this when the capture ends may still get it. */
const OPEN_NS_MAX = 1e9

type Row = ProtocolReport['messages'][number]

export class ProtocolView {
  readonly #decode: DecodeDatagram
  readonly #reportedRtt: ReportedRtt
  readonly #talks = new Map<DescriptorTally, SocketTalk>()
  readonly #messages = { sent: new Map<string, Row>(), received: new Map<string, Row>() }
  #undecoded = 0
  #toItself = 0
  #answered = 0
  #relayed = 0
  #stray = 0
  #acksSent = 0
  readonly #rtts = new DurationHistogram()
  readonly #works = new DurationHistogram()
  readonly #answers = new DurationHistogram()
  readonly #byCall = new Map<string, CallShare>()
  readonly #agentRtts = new DurationHistogram()
  readonly #boundaryRtts = new DurationHistogram()

  constructor(decode: DecodeDatagram, reportedRtt: ReportedRtt) {
    this.#decode = decode
    this.#reportedRtt = reportedRtt
  }

  get hasDecoded(): boolean {
    return this.#messages.sent.size > 0 || this.#messages.received.size > 0
  }

  /** Takes the call into its cycles and returns in words what it carried; empty when that cannot be read. */
  datagrams(call: DatagramCall): string {
    let text = ''
    const ended: Cycle[] = []
    for (const message of call.messages) {
      const decoded =
        message.bytes === undefined ? undefined : this.#decode(message.bytes, message.sizeBytes)
      if (decoded === undefined) {
        this.#undecoded += 1
        continue
      }
      const cycle = this.#cycleOf(call, message, decoded, ended)
      if (cycle !== undefined) credit(cycle, call.cost, 1 / call.messages.length)
      if (text === '') text = textOf(decoded, message.peer, call)
    }
    for (const cycle of ended) this.#end(cycle)
    return text
  }

  report(lastNs: number): ProtocolReport | null {
    if (!this.hasDecoded) return null
    const talks = [...this.#talks.values()]
    const waiting = talks.flatMap(({ pings }) => [...pings.values()])
    const pings = talks.reduce((sum, talk) => sum + talk.pingsSent, 0)
    const open = waiting.filter(({ startNs }) => lastNs - startNs <= OPEN_NS_MAX).length
    const answered = this.#answered
    const messages = [...this.#messages.sent.values(), ...this.#messages.received.values()]
    const shares = [...this.#byCall.values()]
    shares.sort((a, b) => b.calls - a.calls || b.workNs - a.workNs)
    return {
      messages: messages.sort((a, b) => b.count - a.count),
      undecoded: this.#undecoded,
      toItself: this.#toItself,
      cycles: {
        pings,
        answered,
        open,
        relayed: this.#relayed,
        unanswered: Math.max(0, pings - answered - this.#relayed - open),
        stray: this.#stray,
        callsPerCycle:
          answered === 0 ? null : shares.reduce((sum, { calls }) => sum + calls, 0) / answered,
        byCall: shares.map(({ name, calls, workNs, waitNs }) => ({
          name,
          calls: calls / answered,
          workS: workNs / 1e9 / answered,
          waitS: waitNs / 1e9 / answered,
        })),
        work: this.#works.timing(),
        rtt: this.#rtts.timing(),
        reported: this.#reported(),
      },
      answers: {
        pings: talks.reduce((sum, talk) => sum + talk.pingsHeard, 0),
        answered: this.#acksSent,
        time: this.#answers.timing(),
      },
    }
  }

  #reported(): ProtocolReport['cycles']['reported'] {
    const joined = this.#agentRtts.count
    if (joined === 0) return null
    const differenceNs = (this.#agentRtts.totalNs - this.#boundaryRtts.totalNs) / joined
    return {
      joined,
      agentP50S: this.#agentRtts.timing().p50S,
      boundaryP50S: this.#boundaryRtts.timing().p50S,
      meanDifferenceS: differenceNs / 1e9,
    }
  }

  /** The cycle that a message belongs to, begun where it is a ping; an ack's is put among `ended`. */
  #cycleOf(
    call: DatagramCall,
    { peer, sizeBytes }: SyscallMessage,
    { kind, sequence }: Decoded,
    ended: Cycle[],
  ): Cycle | undefined {
    const { direction, socket } = call
    const talk = this.#talkOf(socket)
    const isSent = direction === 'sent'
    const own = sequence === undefined ? undefined : talk.pings.get(sequence)
    const echo = kind === 'ping' && !isSent && socket.ownAddress === '' && own?.peer === peer
    if (echo) this.#toItself += talk.becomeStage()
    if (talk.isStage || (peer !== '' && peer === socket.ownAddress)) {
      this.#toItself += 1
      return undefined
    }
    this.#count(kind, direction, sizeBytes)
    if (sequence === undefined) return undefined
    if (kind === 'ping' && isSent) {
      const cycle = call.thread.begin(peer, call.startNs)
      talk.sendPing(sequence, cycle)
      return cycle
    }
    if (kind === 'ping') {
      talk.hearPing(sequence, { peer, endNs: call.endNs })
      return undefined
    }
    if (kind === 'ack' && isSent) {
      this.#answer(talk, peer, sequence, call.endNs)
      return undefined
    }
    if (kind === 'ack') {
      if (own === undefined) this.#stray += 1
      else this.#acked(talk, own, { peer, sequence, endNs: call.endNs, socket }, ended)
    }
    // A request to a relay, and what the relay says, have the sequence of the ping.
    return own
  }

  #acked(
    talk: SocketTalk,
    cycle: Cycle,
    ack: {
      readonly peer: string
      readonly sequence: number
      readonly endNs: number
      readonly socket: DescriptorTally
    },
    ended: Cycle[],
  ): void {
    talk.pings.delete(ack.sequence)
    if (cycle.peer !== '' && ack.peer !== '' && cycle.peer !== ack.peer) {
      this.#relayed += 1
      cycle.thread.end(cycle)
      return
    }
    this.#answered += 1
    ended.push(cycle)
    const rttNs = ack.endNs - cycle.startNs
    if (Number.isNaN(rttNs)) return
    this.#rtts.record(rttNs)
    const agentNs = this.#reportedRtt(ack.peer, ack.sequence, ack.socket.ownAddress)
    if (agentNs === undefined) return
    this.#agentRtts.record(agentNs)
    this.#boundaryRtts.record(rttNs)
  }

  #end(cycle: Cycle): void {
    cycle.thread.end(cycle)
    let workNs = 0
    for (const share of cycle.shares) {
      workNs += share.workNs
      const sum = this.#byCall.get(share.name)
      // The cycle is over: its own sums can be gone on with.
      if (sum === undefined) this.#byCall.set(share.name, share)
      else {
        sum.calls += share.calls
        sum.workNs += share.workNs
        sum.waitNs += share.waitNs
      }
    }
    this.#works.record(workNs)
  }

  #answer({ heard }: SocketTalk, peer: string, sequence: number, endNs: number): void {
    const ping = heard.get(sequence)
    if (ping === undefined || ping.peer !== peer) return
    heard.delete(sequence)
    this.#acksSent += 1
    const ns = endNs - ping.endNs
    if (!Number.isNaN(ns)) this.#answers.record(ns)
  }

  #count(kind: string, direction: Direction, sizeBytes: number): void {
    const rows = this.#messages[direction]
    const row = rows.get(kind)
    if (row === undefined) rows.set(kind, { kind, direction, count: 1, bytes: sizeBytes })
    else {
      row.count += 1
      row.bytes += sizeBytes
    }
  }

  #talkOf(socket: DescriptorTally): SocketTalk {
    const known = this.#talks.get(socket)
    if (known !== undefined) return known
    const talk = new SocketTalk()
    this.#talks.set(socket, talk)
    return talk
  }
}

/** `ping #42 to 127.0.0.1:9001`, and how many more there were. */
function textOf({ text }: Decoded, peer: string, { direction, messages }: DatagramCall): string {
  const whom = peer === '' ? '' : ` ${direction === 'sent' ? 'to' : 'from'} ${peer}`
  const more = messages.length > 1 ? ` and ${messages.length - 1} more` : ''
  return `${text}${whom}${more}`
}
