/**
 * Every name this agent's telemetry uses: stable semantic conventions where they exist, `swim.*`
 * else. Readers of spans take the names from here.
 */

export const SERVICE_NAME = 'swimbench-agent'

export const SPAN_NAMES = {
  /** One probe cycle, intended to ended: the root of its trace. */
  probe: 'swim.probe',
  /** The direct ping, sent to acked or given up. */
  ping: 'swim.ping',
  /** One relay's attempt as the prober saw it. */
  pingReq: 'swim.ping_req',
  /** A ping answered, on the answering side. */
  ack: 'swim.ack',
  /** A ping on behalf of another, on the relay. */
  relay: 'swim.relay',
  /** An ack after its cycle was given up: a moment, not a duration. */
  lateAck: 'swim.late_ack',
  /** A suspicion from accusation to its end: a trace of its own, linked to its evidence. */
  suspicion: 'swim.suspicion',
} as const

/** Moments within a span. */
export const SPAN_EVENTS = {
  /** Somebody's word that a member does not answer, in a suspicion. */
  accusation: 'swim.accusation',
  /** The datagram that the span is about lay in this host's kernel; in `ping` the ack, in `ack` the ping. */
  kernelReceived: 'swim.kernel_received',
  /** The thread that reads the socket was awake for it. */
  threadAwake: 'swim.thread_awake',
} as const

export const METRIC_NAMES = {
  probeDuration: 'swim.probe.duration',
  probeLag: 'swim.probe.lag',
  messages: 'swim.messages',
  io: 'swim.io',
  members: 'swim.members',
  localHealth: 'swim.local_health',
  disseminationQueue: 'swim.dissemination.queue',
  telemetryDropped: 'swim.telemetry.dropped',
  /** How long a batch of events waited for the telemetry thread: its event-loop delay. */
  telemetryDelay: 'swim.telemetry.delay',
  gcDuration: 'v8js.gc.duration',
} as const

export const ATTRIBUTES = {
  serviceName: 'service.name',
  serviceVersion: 'service.version',
  serviceInstanceId: 'service.instance.id',
  processId: 'process.pid',
  commit: 'vcs.ref.head.revision',

  peerAddress: 'network.peer.address',
  peerPort: 'network.peer.port',
  transport: 'network.transport',
  errorType: 'error.type',
  gcType: 'v8js.gc.type',
  /** `protocol` or `telemetry`. */
  thread: 'thread.name',

  /** Which agent of the process: on every span and every data point. */
  agent: 'swim.agent.address',
  /** CLOCK_MONOTONIC at the span's start: comparable between the processes of one host. */
  monotonicNs: 'swim.time.monotonic_ns',
  cycle: 'swim.probe.cycle',
  sequence: 'swim.probe.sequence',
  outcome: 'swim.probe.outcome',
  /** Seconds from intended to sent. */
  lag: 'swim.probe.lag',
  /** Seconds from sent to acked. */
  rtt: 'swim.probe.rtt',
  localHealth: 'swim.local_health',
  /** `ack`, `nack` or `none`. */
  relayAnswer: 'swim.relay.answer',
  relayRequester: 'swim.relay.requester',
  incarnation: 'swim.member.incarnation',
  memberState: 'swim.member.state',
  suspicionOutcome: 'swim.suspicion.outcome',
  suspicionAccusers: 'swim.suspicion.accusers',
  /** On a link: whose word the evidence is, and what it rests on. */
  accuser: 'swim.suspicion.accuser',
  evidence: 'swim.suspicion.evidence',
  messageKind: 'swim.message.kind',
  /** `sent` or `received`. */
  messageDirection: 'swim.message.direction',
  /** What was dropped: `spans` or `events`. */
  dropped: 'swim.telemetry.signal',
} as const
