/**
 * Brings the two ends of a probe cycle together: how the prober's ack came in, and when the peer
 * answered. They are lines of two processes, in any order and minutes apart, so both are kept as plain
 * numbers, about a hundred bytes a cycle, and joined once when all have come in. Sequence numbers begin
 * anew with every life of an agent: of several answers, the one that happened between ping and ack counts.
 */
import type { AgentEvent } from '../../agent/index.ts'
import { SEGMENT_NAMES, type SplitCycles, splitRoundTrip } from '../../analysis/index.ts'
import { NumberRows } from './number-rows.ts'

type Answers = Extract<AgentEvent, { event: 'answers' }>
type Arrivals = NonNullable<Extract<AgentEvent, { event: 'probes' }>['arrivals']>

/** A directly acked cycle, by its row in the probe table. */
export type AckedCycle = {
  readonly row: number
  readonly prober: string
  readonly target: string
  readonly sentNs: number
  readonly ackNs: number
  readonly arrival: NonNullable<Arrivals[number]>
}

/** Columns of both tables; the first two are the key. */
const [PAIR, SEQUENCE] = [0, 1]
const [ROW, SENT, KERNEL, AWAKE, ACK] = [2, 3, 4, 5, 6]
const [PEER_KERNEL, PEER_AWAKE, PEER_SENT] = [2, 3, 4]

/** Prober and peer as one number, exact for as many addresses as there can be. */
const PAIR_BASE = 2 ** 26

export class SegmentJoin {
  readonly #addresses = new Map<string, number>()
  readonly #acks = new NumberRows(7)
  readonly #answers = new NumberRows(5)

  /** Cycles come in the order of their rows. */
  takeAck({ row, prober, target, sentNs, ackNs, arrival }: AckedCycle): void {
    const [sequence, kernelNs, awakeNs] = arrival
    this.#acks.push(this.#pair(prober, target), sequence, row, sentNs, kernelNs, awakeNs, ackNs)
  }

  /** Only answers that `isWanted` by the time they were sent. */
  takeAnswers({ agent, peers, rows }: Answers, isWanted: (sentNs: number) => boolean): void {
    const pairs = peers.map((prober) => this.#pair(prober, agent))
    for (const [peer, sequence, kernelNs, awakeNs, sentNs] of rows) {
      if (!isWanted(sentNs)) continue
      this.#answers.push(pairs[peer] ?? Number.NaN, sequence, kernelNs, awakeNs, sentNs)
    }
  }

  join(): SplitCycles {
    const acks = this.#acks
    const answersTo = this.#index()
    const rows = new Uint32Array(acks.length)
    const durationsS = SEGMENT_NAMES.map(() => new Float64Array(acks.length))
    let length = 0
    for (let ack = 0; ack < acks.length; ack += 1) {
      const split = this.#split(ack, answersTo)
      if (split === undefined) continue
      rows[length] = acks.at(ack, ROW)
      split.forEach((ns, segment) => {
        ;(durationsS[segment] as Float64Array)[length] = ns / 1e9
      })
      length += 1
    }
    return {
      rows: rows.subarray(0, length),
      durationsS: durationsS.map((column) => column.subarray(0, length)),
    }
  }

  #split(ack: number, answersTo: (ack: number) => Iterable<number>): number[] | undefined {
    const [acks, answers] = [this.#acks, this.#answers]
    for (const answer of answersTo(ack)) {
      const split = splitRoundTrip({
        sentNs: acks.at(ack, SENT),
        peerKernelNs: answers.at(answer, PEER_KERNEL),
        peerAwakeNs: answers.at(answer, PEER_AWAKE),
        peerSentNs: answers.at(answer, PEER_SENT),
        kernelNs: acks.at(ack, KERNEL),
        awakeNs: acks.at(ack, AWAKE),
        ackNs: acks.at(ack, ACK),
      })
      if (split !== undefined) return split
    }
    return undefined
  }

  /** A hash table over the answers, in two typed arrays: the first row of each bucket, and the one after each row. */
  #index(): (ack: number) => Iterable<number> {
    const [acks, answers] = [this.#acks, this.#answers]
    const size = 2 ** Math.ceil(Math.log2(Math.max(1, answers.length)))
    const first = new Int32Array(size).fill(-1)
    const next = new Int32Array(answers.length)
    const bucketOf = (rows: NumberRows, row: number) =>
      bucket(rows.at(row, PAIR), rows.at(row, SEQUENCE)) & (size - 1)
    for (let row = answers.length - 1; row >= 0; row -= 1) {
      const at = bucketOf(answers, row)
      next[row] = first[at] as number
      first[at] = row
    }
    return function* (ack) {
      for (let row = first[bucketOf(acks, ack)] as number; row !== -1; row = next[row] as number) {
        const isSame =
          answers.at(row, PAIR) === acks.at(ack, PAIR) &&
          answers.at(row, SEQUENCE) === acks.at(ack, SEQUENCE)
        if (isSame) yield row
      }
    }
  }

  #pair(prober: string, peer: string): number {
    return this.#indexOf(prober) * PAIR_BASE + this.#indexOf(peer)
  }

  #indexOf(address: string): number {
    const known = this.#addresses.get(address)
    if (known !== undefined) return known
    this.#addresses.set(address, this.#addresses.size)
    return this.#addresses.size - 1
  }
}

/** A number of 32 bits in which those of both numbers are mixed. */
function bucket(pair: number, sequence: number): number {
  const high = Math.imul(Math.floor(pair / PAIR_BASE) + 1, 0x9e3779b1)
  const low = Math.imul((pair % PAIR_BASE) + 1, 0x85ebca6b)
  const mixed = Math.imul(high ^ low ^ sequence, 0xc2b2ae35)
  return mixed ^ (mixed >>> 15)
}
