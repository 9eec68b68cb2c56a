/**
 * What the protocol thread and the telemetry thread say to each other. Plain data; events travel in
 * batches. Agents are named by their index in `ThreadOptions.agents`.
 */
import type { ProtocolConfig } from '../protocol/config.ts'
import type { ProtocolEvent } from '../protocol/event.ts'
import type { Address } from '../protocol/message.ts'
import type { HostTotals, StopReason } from './agent-host.ts'
import type { Answers } from './answer-log.ts'
import type { TransportChoice } from './choose-driver.ts'
import type { MemberChanges } from './member-log.ts'
import type { GcPause } from './pauses.ts'

export type AgentPlace = {
  /** Numeric host to bind to. */
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly advertise: Address | undefined
}

/** What all agents of a process are started with: the worker's data. */
export type ThreadOptions = {
  readonly agents: readonly AgentPlace[]
  /** Without any, the first agent founds the cluster and the others join it. */
  readonly seeds: readonly Address[]
  readonly cluster: string
  readonly config: ProtocolConfig
  readonly metadata: string | undefined
  readonly seed: number
  readonly transport: TransportChoice
  /** SCHED_FIFO for the protocol thread, or none at all. */
  readonly isRealtime: boolean
  /** How often the agents tell what nobody waits for: probe cycles and counters. */
  readonly reportMs: number
  /** One 32-bit counter: events the telemetry thread has taken over so far, wrapping. */
  readonly taken: SharedArrayBuffer
}

export type ToProtocolThread =
  | { readonly kind: 'leave'; readonly agent: number | undefined }
  /** Say goodbye and stop, without lingering. */
  | { readonly kind: 'shutdown' }
  | { readonly kind: 'set-metadata'; readonly metadata: string; readonly agent: number }
  | { readonly kind: 'report' }

export type AgentReport = readonly [agent: number, event: ProtocolEvent]

export type FromProtocolThread =
  | {
      readonly kind: 'ready'
      readonly atMs: number
      readonly transport: string
      /** Why the transport is not the one that `auto` prefers. */
      readonly fallback: string | undefined
      readonly addresses: readonly Address[]
    }
  | EventBatch
  | {
      readonly kind: 'stopped'
      readonly agent: number
      readonly atMs: number
      readonly why: StopReason
      readonly totals: HostTotals
    }
  /** The agents could not be started. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

export type EventBatch = {
  readonly kind: 'batch'
  readonly reports: readonly AgentReport[]
  /** What agents think of others now, which `reports` leaves out. */
  readonly members: MemberChanges | undefined
  /** Pings that were answered. */
  readonly answers: readonly (readonly [agent: number, answers: Answers])[]
  /** The agents' counters, when it is time for them. */
  readonly totals: readonly (readonly [agent: number, totals: HostTotals])[] | undefined
  /** When the batch was handed over. */
  readonly atMs: number
  /** Garbage collections of the protocol thread since the last batch. */
  readonly gc: readonly GcPause[]
  /** Trace-only events dropped since the last batch, because the other thread did not keep up. */
  readonly eventsDropped: number
}
