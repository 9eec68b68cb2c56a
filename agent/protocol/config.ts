/**
 * Every knob of the protocol, with unit, bounds and advice. Presets are in `presets.ts`, the rules
 * that knobs must keep together in `validate-config.ts`. Durations are milliseconds.
 */

export type ProtocolConfig = {
  /**
   * The protocol period: one member is probed per interval. 1 … 3,600,000.
   * Shorter finds failures sooner and costs every member proportionally more messages.
   */
  readonly probeIntervalMs: number
  /**
   * How long to wait for the direct ack before relays are asked. At least 0.1, below the interval:
   * what is left of the interval is what the relays have. Set it near the p99 of the network's RTT.
   */
  readonly probeTimeoutMs: number
  /** How many relays are asked when the direct ack is late. 0 … 16; three hide most lossy paths. */
  readonly relayCount: number
  /**
   * How long a suspect may refute before it is declared dead. At least one probe interval and two
   * probe timeouts, so that the news can reach the suspect and its answer can return.
   */
  readonly suspicionMs: number
  /** Multiply `suspicionMs` by max(1, log10 n): news needs longer to cross a larger cluster. */
  readonly suspicionGrows: boolean
  /**
   * A suspicion without confirmations lasts this many times longer (Lifeguard), and each independent
   * confirmation brings it nearer to `suspicionMs`. 1 … 20; 1 does not stretch, memberlist takes 6.
   */
  readonly suspicionStretch: number
  /**
   * How many independent confirmations bring a stretched suspicion down to its minimum. 0 … 16.
   * memberlist: suspicion multiplier − 2. In clusters with fewer possible accusers it is lowered.
   */
  readonly confirmationCount: number
  /**
   * The highest local health score (Lifeguard): an agent that has reason to doubt itself multiplies
   * its interval and timeout by up to this plus one. 0 … 16; 0 switches it off, memberlist takes 7.
   */
  readonly localHealthMax: number
  /** Tell a suspect of its suspicion first, on the next message to it (Lifeguard's buddy system). */
  readonly buddy: boolean
  /** Relays that get no answer say so with a nack (Lifeguard); it tells a dead target from a lost relay. */
  readonly nack: boolean
  /** A piece of news travels at most this many times ceil(log10(n + 1)) times per member. 1 … 32. */
  readonly retransmitFactor: number
  /** Send news on its own, without waiting for a probe. 0 switches it off; else 1 … 3,600,000. */
  readonly gossipIntervalMs: number
  /** How many members each gossip tick tells. 1 … 16. */
  readonly gossipFanout: number
  /**
   * How often the full state is exchanged with one random member over a stream. 0 switches it off.
   * It mends what gossip lost for good, such as a cluster that was split.
   */
  readonly antiEntropyMs: number
  /**
   * How long dead and left members are remembered, so that old news cannot bring them back, and
   * still gossiped to, so that one that was wrongly declared dead hears of it. At least 2 suspicions.
   */
  readonly reapMs: number
  /**
   * Largest datagram, in bytes. 640 … 65,507; 1,400 avoids IP fragments on most networks, and the
   * least holds one member with all its metadata.
   */
  readonly datagramBytesMax: number
  /** First wait between attempts to join; doubles with each, up to 16 times, with up to 25 % jitter. */
  readonly joinBackoffMs: number
  /** After this long without an answer from any seed, joining has failed and the agent stops. */
  readonly joinTimeoutMs: number
  /** How long a leaving agent goes on spreading its goodbye. 0 … 60,000. */
  readonly leaveMs: number
  /** Put trace context on pings, so that the answering side joins the trace: 25 bytes a message. */
  readonly contextOnWire: boolean
}
