/**
 * What members say to each other, as values. `agent/wire` turns them into bytes and back.
 *
 *     prober              relay              target
 *       | ── ping(7) ───────────────────────▶ |
 *       |        (probe timeout)              |
 *       | ── ping-req(7, target) ▶ |          |
 *       |                          | ping(3) ▶|
 *       |                          | ◀ ack(3) |
 *       | ◀──────── ack(7) ─────── |               or nack(7), when the target was silent to the relay too
 */

/** Where a member listens: `127.0.0.1:9000` or `[::1]:9000`. It is the member's identity. */
export type Address = string

/** W3C trace context of the probe cycle a message belongs to (hex, as in `traceparent`). */
export type TraceContext = {
  /** 32 lowercase hex digits. */
  readonly traceId: string
  /** 16 lowercase hex digits: the span that the receiver's work is a child of. */
  readonly spanId: string
  readonly sampled: boolean
}

/** `left` is a member that said goodbye; `dead` one that the cluster gave up on. */
export type Status = 'alive' | 'suspect' | 'dead' | 'left'

/** A piece of membership news, disseminated piggybacked on messages. */
export type MemberUpdate = {
  readonly member: Address
  readonly status: Status
  /** Raised by the member itself only, to refute news about it. 0 … 2³²−1. */
  readonly incarnation: number
  /** Who accuses (`suspect`, `dead`): confirmations count distinct accusers. */
  readonly by?: Address
  /** What the member says about itself, at most 512 bytes of UTF-8; travels with `alive` only. */
  readonly metadata?: string
}

/** A message before news rides on it. Sequence numbers are the sender's own: 0 … 2³²−1, wrapping. */
export type BareMessage = { readonly context?: TraceContext } & (
  | { readonly kind: 'ping'; readonly sequence: number }
  | { readonly kind: 'ack'; readonly sequence: number }
  | { readonly kind: 'nack'; readonly sequence: number }
  | { readonly kind: 'ping-req'; readonly sequence: number; readonly target: Address }
  | { readonly kind: 'gossip' }
)

export type Message = BareMessage & { readonly updates: readonly MemberUpdate[] }

export type MessageKind = Message['kind']

/** The most a message takes on the wire before news rides on it: header, context, target address. */
export const MESSAGE_BYTES_MAX_BARE = 9 + 25 + 19

/** Metadata is small on purpose: it travels with every announcement of a member. */
export const METADATA_BYTES_MAX = 512
