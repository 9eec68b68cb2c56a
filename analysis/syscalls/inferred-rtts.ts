/**
 * RTTs of a process whose messages we cannot read, guessed per peer from the order of datagrams: what
 * is heard from a peer next after something was sent to it is taken for the answer, unless what was
 * sent was itself an answer, which is what directly follows something heard unasked.
 */
import { DurationHistogram } from './duration-histogram.ts'
import type { InferredRtts } from './summary.ts'
import type { Direction } from './traffic.ts'

/** What takes longer is no answer. */
const ANSWER_NS_MAX = 1e9
/** Each has a histogram of its own. */
const PEERS_MAX = 256

type Talk = {
  readonly address: string
  /** When we asked, while no answer has come; NaN otherwise. */
  askedNs: number
  /** When we were asked, while we have not answered; NaN otherwise. */
  heardNs: number
  readonly rtts: DurationHistogram
}

export class RttGuesses {
  readonly #talks = new Map<string, Talk>()
  readonly #rtts = new DurationHistogram()

  datagram(address: string, direction: Direction, startNs: number, endNs: number): void {
    const talk = this.#talks.get(address) ?? this.#begin(address)
    if (talk === undefined) return
    if (direction === 'sent') {
      const isAnswer = startNs - talk.heardNs <= ANSWER_NS_MAX
      talk.heardNs = Number.NaN
      if (!isAnswer) talk.askedNs = startNs
      return
    }
    const rttNs = endNs - talk.askedNs
    talk.askedNs = Number.NaN
    if (rttNs >= 0 && rttNs <= ANSWER_NS_MAX) {
      talk.rtts.record(rttNs)
      this.#rtts.record(rttNs)
    } else talk.heardNs = endNs
  }

  /** Null where nothing was answered. */
  report(): InferredRtts | null {
    if (this.#rtts.count === 0) return null
    const answered = [...this.#talks.values()].filter(({ rtts }) => rtts.count > 0)
    answered.sort((a, b) => b.rtts.count - a.rtts.count || (a.address < b.address ? -1 : 1))
    return {
      peers: answered.map(({ address, rtts }) => ({ address, rtt: rtts.timing() })),
      rtt: this.#rtts.timing(),
    }
  }

  #begin(address: string): Talk | undefined {
    if (address === '' || this.#talks.size >= PEERS_MAX) return undefined
    const talk = {
      address,
      askedNs: Number.NaN,
      heardNs: Number.NaN,
      rtts: new DurationHistogram(),
    }
    this.#talks.set(address, talk)
    return talk
  }
}
