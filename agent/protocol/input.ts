/**
 * What goes into the state machine and what comes out of it: the whole surface between the protocol
 * and the world. The runtime feeds inputs and carries out effects in order; nothing else happens.
 */
import type { Arrival, ProtocolEvent } from './event.ts'
import type { Address, MemberUpdate, Message } from './message.ts'

export type Input =
  /** Begin: announce, join through the seeds (when there are any) and start probing. */
  | { readonly kind: 'start' }
  /** `deadlineMs` has been reached. Harmless when early. */
  | { readonly kind: 'wake' }
  | {
      readonly kind: 'datagram'
      readonly from: Address
      readonly message: Message
      /** Where the runtime knows it. */
      readonly arrival?: Arrival | undefined
      /** A plain ping that the runtime has answered already, because `answersPlainly` said it might. */
      readonly isAnswered?: boolean
    }
  /** A message whose `send` effect carried a `stamp` left at `atMs`. */
  | { readonly kind: 'sent'; readonly stamp: number; readonly atMs: number }
  /** A peer opened a stream and told its state; the answer is an `exchange-reply` effect. */
  | {
      readonly kind: 'exchange-request'
      readonly stream: number
      readonly from: Address
      readonly members: readonly MemberUpdate[]
    }
  /** The stream this agent opened with an `exchange` effect was answered, or failed. */
  | {
      readonly kind: 'exchange-answer'
      readonly from: Address
      readonly members: readonly MemberUpdate[]
    }
  | { readonly kind: 'exchange-failure'; readonly from: Address; readonly reason: string }
  /** Say goodbye and stop. Ends with a `stop` effect. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'set-metadata'; readonly metadata: string }

export type Effect =
  /**
   * Send one datagram. When `stamp` is present the runtime reads the clock right before the send
   * call and feeds it back as `sent` with that number.
   */
  | {
      readonly kind: 'send'
      readonly to: Address
      readonly message: Message
      readonly stamp?: number
    }
  /** Open a stream to `to`, tell it `members`, and feed the answer or the failure back. */
  | { readonly kind: 'exchange'; readonly to: Address; readonly members: readonly MemberUpdate[] }
  | {
      readonly kind: 'exchange-reply'
      readonly stream: number
      readonly members: readonly MemberUpdate[]
    }
  | { readonly kind: 'report'; readonly event: ProtocolEvent }
  /** The agent is done: close the sockets. */
  | { readonly kind: 'stop'; readonly why: 'left' | 'join-failed' }
