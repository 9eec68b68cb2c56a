/**
 * When pings came in and their acks left, for readers who see both ends of a round trip. Bounded between
 * two readings: an agent that answers a flood counts what it could not note.
 */
import type { AnswerRow } from '../contract.ts'
import type { Address } from '../protocol/message.ts'
import type { Reply } from '../transport/transport.ts'
import { AddressList } from './address-list.ts'
import { nanoseconds } from './clock.ts'

const ROWS_MAX = 4096

export type Answers = {
  readonly peers: readonly Address[]
  readonly rows: readonly AnswerRow[]
  readonly unlogged: number
}

type Ping = {
  readonly peer: Address
  readonly sequence: number
  readonly kernelMs: number
  readonly awakeMs: number
}

export class AnswerLog {
  /** The ping at hand. */
  #ping: Ping | undefined
  /** Acks that are given to the transport and have not left. */
  #leaving: Ping[] = []
  #answers: (Ping & { readonly sentMs: number })[] = []
  #unlogged = 0
  #sentMs = Number.NaN

  /** A ping came in. `reply` says whether its ack has left already, or was given to the transport. */
  pinged(ping: Ping, reply: Reply): void {
    if (reply === 'none') this.#ping = ping
    else this.#note(ping, reply)
  }

  /** An ack is given to the transport. */
  answering(peer: Address, sequence: number): void {
    const ping = this.#ping
    if (ping === undefined || ping.peer !== peer || ping.sequence !== sequence) return
    this.#ping = undefined
    this.#note(ping, 'held')
  }

  /** Everything that was given to the transport has left; the send call began at `sentMs`. */
  sent(sentMs: number): void {
    this.#sentMs = sentMs
    if (this.#leaving.length === 0) return
    for (const ping of this.#leaving) this.#answers.push({ ...ping, sentMs })
    this.#leaving = []
  }

  #note(ping: Ping, reply: 'sent' | 'held'): void {
    if (this.#answers.length + this.#leaving.length >= ROWS_MAX) this.#unlogged++
    else if (reply === 'held') this.#leaving.push(ping)
    else this.#answers.push({ ...ping, sentMs: this.#sentMs })
  }

  /** What was noted since the last call; undefined when there is nothing. */
  take(): Answers | undefined {
    if (this.#answers.length === 0 && this.#unlogged === 0) return undefined
    const peers = new AddressList()
    const rows = this.#answers.map(({ peer, sequence, kernelMs, awakeMs, sentMs }): AnswerRow => {
      const index = peers.indexOf(peer)
      return [index, sequence, nanoseconds(kernelMs), nanoseconds(awakeMs), nanoseconds(sentMs)]
    })
    const taken = { peers: peers.all, rows, unlogged: this.#unlogged }
    this.#answers = []
    this.#unlogged = 0
    return taken
  }
}
