/**
 * Protocol events to finished spans. Spans are made after the fact with explicit times, and carry the
 * ids that travelled on the wire, so that both sides of a ping meet in one trace. Durations are
 * differences of the same whole nanoseconds that the contract lines carry.
 */
import {
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import type {
  AnsweredEvent,
  Arrival,
  LateAckEvent,
  ProbeCycleEvent,
  ProtocolEvent,
  RelayAttempt,
  RelayedEvent,
  SuspicionEvent,
} from '../protocol/event.ts'
import type { Address, TraceContext } from '../protocol/message.ts'
import { nanoseconds } from '../runtime/clock.ts'
import { ATTRIBUTES, SPAN_EVENTS, SPAN_NAMES } from './attributes.ts'
import { FailedCycles } from './failed-cycles.ts'
import { PeerAttributes } from './peer-attributes.ts'
import type { PrimedIds } from './primed-ids.ts'
import type { WallTime } from './wall-time.ts'

/** Times are milliseconds of CLOCK_MONOTONIC. */
type Shape = {
  readonly kind: SpanKind
  readonly startMs: number
  readonly endMs: number
  readonly parent: Context
  readonly attributes: Attributes
  readonly traceId?: string | undefined
  readonly spanId?: string | undefined
  readonly links?: readonly Link[]
  readonly events?: readonly Moment[] | undefined
  /** `error.type`: the span failed. */
  readonly error?: string | undefined
}

type Moment = {
  readonly name: string
  readonly atMs: number
  readonly attributes?: Attributes
}

const NO_ATTRIBUTES: Attributes = {}

export class SpanRecorder {
  readonly #tracer: Tracer
  readonly #ids: PrimedIds
  readonly #wall: WallTime
  readonly #failed = new FailedCycles()
  readonly #peers = new PeerAttributes()

  constructor(tracer: Tracer, ids: PrimedIds, wall: WallTime) {
    this.#tracer = tracer
    this.#ids = ids
    this.#wall = wall
  }

  record(agent: Address, event: ProtocolEvent): void {
    switch (event.kind) {
      case 'probe-cycle':
        this.#probeCycle(agent, event)
        return
      case 'late-ack':
        this.#lateAck(agent, event)
        return
      case 'answered':
        this.#answered(agent, event)
        return
      case 'relayed':
        this.#relayed(agent, event)
        return
      case 'suspicion':
        this.#suspicion(agent, event)
        return
    }
  }

  #probeCycle(agent: Address, event: ProbeCycleEvent): void {
    const { context } = event
    if (context?.sampled === false) return
    const isTimedOut = event.outcome === 'timed-out'
    const sentNs = nanoseconds(event.sentMs)
    const attributes: Attributes = {
      ...this.#base(agent, event.target),
      [ATTRIBUTES.cycle]: event.cycle,
      [ATTRIBUTES.sequence]: event.sequence,
      [ATTRIBUTES.outcome]: event.outcome,
      [ATTRIBUTES.lag]: (sentNs - nanoseconds(event.intendedMs)) / 1e9,
      [ATTRIBUTES.localHealth]: event.localHealth,
    }
    if (event.ackMs !== undefined) {
      attributes[ATTRIBUTES.rtt] = (nanoseconds(event.ackMs) - sentNs) / 1e9
    }
    const root = this.#span(SPAN_NAMES.probe, {
      kind: SpanKind.INTERNAL,
      startMs: event.intendedMs,
      endMs: event.endedMs,
      parent: ROOT_CONTEXT,
      attributes,
      traceId: context?.traceId,
      error: isTimedOut ? 'timeout' : undefined,
    })
    if (event.outcome !== 'acked') this.#failed.remember(agent, event.cycle, root)
    const parent = trace.setSpanContext(ROOT_CONTEXT, root)
    const isDirect = event.outcome === 'acked'
    this.#span(SPAN_NAMES.ping, {
      kind: SpanKind.CLIENT,
      startMs: event.sentMs,
      // A ping without an ack ends where it was given up: where relays were asked instead.
      endMs: (isDirect ? event.ackMs : event.relays[0]?.sentMs) ?? event.endedMs,
      parent,
      attributes: this.#base(agent, event.target),
      spanId: context?.spanId,
      events: momentsOf(event.arrival),
      error: isDirect ? undefined : 'timeout',
    })
    for (const attempt of event.relays) this.#pingReq(agent, event, attempt, parent)
  }

  #pingReq(agent: Address, event: ProbeCycleEvent, attempt: RelayAttempt, parent: Context): void {
    this.#span(SPAN_NAMES.pingReq, {
      kind: SpanKind.CLIENT,
      startMs: attempt.sentMs,
      endMs: attempt.answeredMs ?? Math.max(attempt.sentMs, event.endedMs),
      parent,
      attributes: {
        ...this.#base(agent, attempt.relay),
        [ATTRIBUTES.relayAnswer]: attempt.answer ?? 'none',
      },
      spanId: attempt.spanId,
      error: attempt.answer === undefined ? 'timeout' : undefined,
    })
  }

  #lateAck(agent: Address, event: LateAckEvent): void {
    const { context } = event
    if (context?.sampled === false) return
    const cycle = context === undefined ? this.#failed.recall(agent, event.cycle) : remote(context)
    this.#span(SPAN_NAMES.lateAck, {
      kind: SpanKind.CLIENT,
      startMs: event.ackMs,
      endMs: event.ackMs,
      parent: cycle === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, cycle),
      attributes: {
        ...this.#base(agent, event.target),
        [ATTRIBUTES.cycle]: event.cycle,
        [ATTRIBUTES.rtt]: (nanoseconds(event.ackMs) - nanoseconds(event.sentMs)) / 1e9,
      },
    })
  }

  #answered(agent: Address, event: AnsweredEvent): void {
    this.#span(SPAN_NAMES.ack, {
      kind: SpanKind.SERVER,
      startMs: event.receivedMs,
      endMs: event.sentMs,
      parent: trace.setSpanContext(ROOT_CONTEXT, remote(event.context)),
      attributes: this.#base(agent, event.from),
      // Before the span begins: an answer takes from the reading of the ping to the sending of the ack.
      events: momentsOf(event.arrival),
    })
  }

  #relayed(agent: Address, event: RelayedEvent): void {
    const { context } = event
    const answer = event.ackMs !== undefined ? 'ack' : event.nackMs !== undefined ? 'nack' : 'none'
    this.#span(SPAN_NAMES.relay, {
      kind: SpanKind.SERVER,
      startMs: event.receivedMs,
      endMs: event.endedMs,
      parent:
        context === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote(context)),
      attributes: {
        ...this.#base(agent, event.target),
        [ATTRIBUTES.relayRequester]: event.requester,
        [ATTRIBUTES.relayAnswer]: answer,
      },
      spanId: event.spanId,
      error: answer === 'ack' ? undefined : 'timeout',
    })
  }

  #suspicion(agent: Address, event: SuspicionEvent): void {
    const links: Link[] = []
    for (const { by, cycle, evidence, context } of event.accusers) {
      const own = cycle === undefined ? undefined : this.#failed.recall(agent, cycle)
      const evidenceContext = own ?? (context === undefined ? undefined : remote(context))
      if (evidenceContext === undefined) continue
      const attributes = { [ATTRIBUTES.accuser]: by, [ATTRIBUTES.evidence]: evidence }
      links.push({ context: evidenceContext, attributes })
    }
    this.#span(SPAN_NAMES.suspicion, {
      kind: SpanKind.INTERNAL,
      startMs: event.startedMs,
      endMs: event.endedMs,
      parent: ROOT_CONTEXT,
      attributes: {
        ...this.#base(agent, event.member),
        [ATTRIBUTES.incarnation]: event.incarnation,
        [ATTRIBUTES.suspicionOutcome]: event.outcome,
        [ATTRIBUTES.suspicionAccusers]: event.accusers.map(({ by }) => by),
      },
      links,
      // What arrived as gossip has no span to link to; the event says who said it and when.
      events: event.accusers.map(({ by, atMs, evidence }) => ({
        name: SPAN_EVENTS.accusation,
        atMs,
        attributes: { [ATTRIBUTES.accuser]: by, [ATTRIBUTES.evidence]: evidence },
      })),
    })
  }

  #base(agent: Address, peer: Address): Attributes {
    const { host, port } = this.#peers.of(peer)
    return {
      [ATTRIBUTES.agent]: agent,
      [ATTRIBUTES.peerAddress]: host,
      [ATTRIBUTES.peerPort]: port,
      [ATTRIBUTES.transport]: 'udp',
    }
  }

  #span(name: string, shape: Shape): SpanContext {
    const startNs = nanoseconds(shape.startMs)
    shape.attributes[ATTRIBUTES.monotonicNs] = startNs
    if (shape.error !== undefined) shape.attributes[ATTRIBUTES.errorType] = shape.error
    this.#ids.prime(shape.traceId, shape.spanId)
    const span = this.#tracer.startSpan(
      name,
      {
        kind: shape.kind,
        startTime: this.#wall.at(startNs),
        attributes: shape.attributes,
        ...(shape.links === undefined ? {} : { links: [...shape.links] }),
      },
      shape.parent,
    )
    if (shape.error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
    for (const { name: what, attributes, atMs } of shape.events ?? []) {
      span.addEvent(what, attributes ?? NO_ATTRIBUTES, this.#wall.at(nanoseconds(atMs)))
    }
    span.end(this.#wall.at(nanoseconds(shape.endMs)))
    return span.spanContext()
  }
}

function momentsOf(arrival: Arrival | undefined): readonly Moment[] | undefined {
  if (arrival === undefined) return undefined
  return [
    { name: SPAN_EVENTS.kernelReceived, atMs: arrival.kernelMs },
    { name: SPAN_EVENTS.threadAwake, atMs: arrival.awakeMs },
  ]
}

function remote(context: TraceContext): SpanContext {
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    traceFlags: context.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  }
}
