/**
 * What the state machine reports about itself. Events are plain data in milliseconds of
 * CLOCK_MONOTONIC; telemetry turns them into spans and metrics, the runtime into life-cycle lines.
 */
import type { Address, Status, TraceContext } from './message.ts'

export type ProtocolEvent =
  | ProbeCycleEvent
  | LateAckEvent
  | AnsweredEvent
  | RelayedEvent
  | SuspicionEvent
  | MemberEvent
  | {
      readonly kind: 'joined'
      readonly atMs: number
      /** Absent when this agent founded the cluster. */
      readonly seed?: Address
      readonly attempts: number
    }
  /** The probe grid moved on over cycles that could not be started in time. */
  | { readonly kind: 'skipped'; readonly atMs: number; readonly cycles: number }
  | { readonly kind: 'local-health'; readonly atMs: number; readonly score: number }

/** The last steps of a datagram before it was received. The protocol only passes it on. */
export type Arrival = {
  /** When it lay in the kernel of this host. */
  readonly kernelMs: number
  /** When the thread that reads the socket was awake. */
  readonly awakeMs: number
}

/** How a probe cycle ended. */
export type ProbeOutcome = 'acked' | 'acked-indirect' | 'timed-out'

/** One protocol period's work on one target, reported when it is over. */
export type ProbeCycleEvent = {
  readonly kind: 'probe-cycle'
  readonly cycle: number
  readonly target: Address
  readonly sequence: number
  /** Where the fixed grid wanted the ping to leave. */
  readonly intendedMs: number
  /** Right before the send call. */
  readonly sentMs: number
  /** First ack, direct or through a relay; absent when the cycle timed out. RTT = ackMs − sentMs. */
  readonly ackMs?: number
  /** Of a direct ack. */
  readonly arrival?: Arrival
  readonly endedMs: number
  readonly outcome: ProbeOutcome
  /** Local health score during the cycle: interval and timeout were multiplied by score + 1. */
  readonly localHealth: number
  readonly relays: readonly RelayAttempt[]
  readonly context?: TraceContext
}

/** A ping-req as its requester saw it. */
export type RelayAttempt = {
  readonly relay: Address
  /** When it was decided; the datagram leaves a little later. */
  readonly sentMs: number
  readonly answer?: 'ack' | 'nack'
  readonly answeredMs?: number
  /** Span of this attempt, when context travels on the wire. */
  readonly spanId?: string
}

/** An ack that came after its cycle had been given up; the RTT is true all the same. */
export type LateAckEvent = {
  readonly kind: 'late-ack'
  readonly cycle: number
  readonly target: Address
  readonly sentMs: number
  readonly ackMs: number
  readonly context?: TraceContext
}

/** This agent answered a ping. Reported only when the ping carried a context. */
export type AnsweredEvent = {
  readonly kind: 'answered'
  readonly from: Address
  /** Of the ping. */
  readonly arrival?: Arrival
  readonly receivedMs: number
  readonly sentMs: number
  readonly context: TraceContext
}

/** This agent pinged `target` for `requester`. */
export type RelayedEvent = {
  readonly kind: 'relayed'
  readonly requester: Address
  readonly target: Address
  readonly receivedMs: number
  readonly sentMs: number
  readonly ackMs?: number
  readonly nackMs?: number
  readonly endedMs: number
  /** What the ping-req carried: the requester's span. */
  readonly context?: TraceContext
  /** This agent's own span, which the target's answer is a child of; present with `context`. */
  readonly spanId?: string
}

/** A suspicion this agent held, reported when it is over. */
export type SuspicionEvent = {
  readonly kind: 'suspicion'
  readonly member: Address
  readonly incarnation: number
  readonly startedMs: number
  readonly endedMs: number
  readonly outcome: 'refuted' | 'confirmed' | 'superseded'
  /** In the order they were heard; the first started the suspicion. */
  readonly accusers: readonly Accusation[]
}

/** Somebody's word that a member does not answer. */
export type Accusation = {
  readonly by: Address
  readonly atMs: number
  /** `probe`: this agent's own failed probe cycle; `gossip`: heard from another member. */
  readonly evidence: 'probe' | 'gossip'
  /** The own probe cycle that is the evidence. */
  readonly cycle?: number
  readonly context?: TraceContext
}

/** This agent changed its mind about a member. */
export type MemberEvent = {
  readonly kind: 'member'
  readonly atMs: number
  readonly member: Address
  readonly status: MemberState
  readonly incarnation: number
  readonly why: MemberReason
  /** Whose word it was, when it was somebody's. */
  readonly by?: Address
  readonly metadata?: string
}

export const MEMBER_REASONS = [
  'joined',
  'probe-failed',
  'gossip',
  'exchange',
  'suspicion-expired',
  'refuted',
  'left',
  'reaped',
] as const
export type MemberReason = (typeof MEMBER_REASONS)[number]

/** What a member is taken for, or that it is forgotten. */
export const MEMBER_STATES = [
  'alive',
  'suspect',
  'dead',
  'left',
  'reaped',
] as const satisfies readonly (Status | 'reaped')[]
export type MemberState = (typeof MEMBER_STATES)[number]
