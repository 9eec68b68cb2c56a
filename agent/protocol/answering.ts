/** Answers to pings. One that carried a context is reported with the time its ack left. */
import type { Core } from './core.ts'
import type { Arrival } from './event.ts'
import type { Address, TraceContext } from './message.ts'
import type { Messenger } from './messenger.ts'

type Answer = {
  readonly from: Address
  readonly receivedMs: number
  readonly arrival?: Arrival
  readonly context: TraceContext
}

export class Answering {
  readonly #core: Core
  readonly #messenger: Messenger
  /** By stamp; the runtime answers a stamp at once, so there is hardly ever more than one. */
  readonly #leaving = new Map<number, Answer>()

  constructor(core: Core, messenger: Messenger) {
    this.#core = core
    this.#messenger = messenger
  }

  pinged(
    from: Address,
    ping: { readonly sequence: number; readonly context?: TraceContext },
    arrival: Arrival | undefined,
    nowMs: number,
  ): void {
    const { sequence, context } = ping
    if (context === undefined) {
      this.#messenger.send(from, { kind: 'ack', sequence })
      return
    }
    const stamp = this.#core.nextSequence()
    this.#leaving.set(stamp, { from, receivedMs: nowMs, context, ...(arrival && { arrival }) })
    this.#messenger.send(from, { kind: 'ack', sequence }, stamp)
  }

  sent(stamp: number, atMs: number): void {
    const answer = this.#leaving.get(stamp)
    if (answer === undefined) return
    this.#leaving.delete(stamp)
    this.#core.report({ kind: 'answered', ...answer, sentMs: atMs })
  }
}
