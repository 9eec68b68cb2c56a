/**
 * What a capture of system calls says, as plain data: what is stored with the record of the capture
 * and what every report of it is drawn from. This file owns the format. Durations are seconds and
 * sizes bytes; what the capture does not say is null. Everything here is as the tool saw it: a
 * tool that stops the process for every call makes every call longer.
 */
import { z } from 'zod'
import { CALL_KINDS } from './call-kinds.ts'

const seconds = z.number()
const count = z.number().int().nonnegative()
const interval = z.tuple([seconds, seconds]).nullable()

/** Durations, from a histogram whose bins are less than 1 % wide. Percentiles with too few samples are null. */
const timing = z.object({
  count,
  totalS: seconds,
  meanS: seconds.nullable(),
  minS: seconds.nullable(),
  p50S: seconds.nullable(),
  p90S: seconds.nullable(),
  p99S: seconds.nullable(),
  maxS: seconds.nullable(),
  /** Distribution-free two-sided 95 % intervals, as in a run's record. */
  intervals: z.object({ p50: interval, p90: interval, p99: interval }),
})

const bySyscall = z.object({
  name: z.string(),
  kind: z.enum(CALL_KINDS),
  calls: count,
  /** How many failed with which error. */
  errors: z.record(z.string(), count),
  /** Of calls whose duration is known, waiting included. */
  timing,
  /** The part of `timing.totalS` that was waiting. */
  waitS: seconds,
  /** Of the working time of all calls. */
  timeShare: z.number().nullable(),
  /** Bins that double in width, without empty ones at either end. */
  histogram: z.array(z.object({ fromS: seconds, toS: seconds, count })),
})

const thread = z.object({
  /** 0 when the capture does not say. */
  tid: count,
  name: z.string().nullable(),
  calls: count,
  errors: count,
  workS: seconds,
  waitS: seconds,
  wakeUps: count,
  datagramsReceived: count,
  /** Its most frequent calls. */
  mostly: z.array(z.object({ name: z.string(), calls: count })),
})

const wait = z.object({
  length: z.enum(['ready', 'short', 'tick', 'idle']),
  fromS: seconds,
  /** Null: no upper bound. */
  toS: seconds.nullable(),
  calls: count,
  totalS: seconds,
  /** Polls that returned nothing: their own time-out ended them. */
  timedOut: count,
})

const traffic = z.object({ calls: count, datagrams: count, bytes: count })

const descriptor = z.object({
  fd: z.number().int(),
  /** `UDP:[127.0.0.1:9000]`; empty when the capture does not say. */
  what: z.string(),
  calls: count,
  errors: count,
  sent: traffic,
  received: traffic,
})

const peer = z.object({ address: z.string(), sent: traffic, received: traffic })

const bar = z.object({
  /** Index into `threads` of the moment. */
  thread: count,
  name: z.string(),
  kind: z.enum(CALL_KINDS),
  /** From the beginning of the moment; negative for a call that began before it. */
  startS: seconds,
  durationS: seconds,
  isWait: z.boolean(),
  /** What it carried: `ping #42 to 127.0.0.1:9001`; empty for most. */
  text: z.string(),
})

const moment = z.object({
  /** From the first call of the capture. */
  atS: seconds,
  lengthS: seconds,
  /** Calls that ended in it and were no waits. */
  calls: count,
  /** Calls that are not among `bars`, since there is no room for them. */
  left: count,
  threads: z.array(z.object({ tid: count, name: z.string().nullable() })),
  bars: z.array(bar),
})

/** Calls of one kind per cycle: from the send call of a ping to the end of the call that received its ack. */
const cycleCall = z.object({ name: z.string(), calls: z.number(), workS: seconds, waitS: seconds })

const protocol = z.object({
  /** Messages by what they are and where they went. */
  messages: z.array(
    z.object({
      kind: z.string(),
      direction: z.enum(['sent', 'received']),
      count,
      bytes: count,
    }),
  ),
  /** Datagrams that are no message we know. */
  undecoded: count,
  /** Messages of a socket to itself: the agent's rehearsals. They are in no figure below. */
  toItself: count,
  cycles: z.object({
    pings: count,
    answered: count,
    /** Still young when the capture ended. */
    open: count,
    /** Acked by somebody else than who was pinged. */
    relayed: count,
    unanswered: count,
    /** Acks whose ping is not in the capture. */
    stray: count,
    /** Mean over answered cycles. A call that fell into several of them counts as a part in each. */
    callsPerCycle: z.number().nullable(),
    byCall: z.array(cycleCall),
    /** Time in calls that were no waits, per cycle. */
    work: timing,
    /** From the start of the ping's send call to the end of the call that received the ack. */
    rtt: timing,
    /** Cycles of which the agent told its own RTT. */
    reported: z
      .object({
        joined: count,
        agentP50S: seconds.nullable(),
        boundaryP50S: seconds.nullable(),
        /** Mean of the agent's RTT less the boundary's, cycle by cycle. */
        meanDifferenceS: seconds,
      })
      .nullable(),
  }),
  answers: z.object({
    pings: count,
    answered: count,
    /** From the end of the call that received a ping to the end of the call that sent its ack. */
    time: timing,
  }),
})

const inferred = z.object({
  peers: z.array(z.object({ address: z.string(), rtt: timing })),
  rtt: timing,
})

export const syscallReport = z.object({
  calls: count,
  errors: count,
  /** From the start of the first call to the end of the last; null for captures without times. */
  spanS: seconds.nullable(),
  callsPerSecond: z.number().nullable(),
  workS: seconds,
  waitS: seconds,
  /** Whether calls came in order of time: without it, what crosses threads is not joined. */
  inOrder: z.boolean(),
  /** What every line was; null when the calls did not come from lines. */
  lines: z
    .object({
      lines: count,
      calls: count,
      signals: count,
      exits: count,
      notices: count,
      continuations: count,
      unrecognized: count,
    })
    .nullable(),
  /** The first few, as they are. */
  unrecognized: z.array(z.object({ line: count, text: z.string() })),
  /** Calls of which the capture never tells the end. */
  unfinished: count,
  /** Calls that the tool says it had no room for. */
  lost: count,
  /** Most working time first. */
  bySyscall: z.array(bySyscall),
  threads: z.array(thread),
  waits: z.array(wait),
  wakeUps: count,
  /** Of the threads that receive datagrams. */
  wakeUpsPerDatagram: z.number().nullable(),
  /** Receiving calls, and those that found nothing to receive. */
  receives: z.object({ calls: count, nothing: count }),
  sent: traffic,
  received: traffic,
  descriptors: z.array(descriptor),
  peers: z.array(peer),
  /** Null where nothing decodes. */
  protocol: protocol.nullable(),
  /** RTTs guessed from who was sent to and heard from next; only where nothing decodes. */
  inferred: inferred.nullable(),
  busiest: moment.nullable(),
  /** What there was no room to keep apart, in calls (for peers: datagrams). */
  rest: z.object({ syscalls: count, threads: count, descriptors: count, peers: count }),
})

export type SyscallReport = z.infer<typeof syscallReport>
export type CallTiming = z.infer<typeof timing>
export type SyscallRow = z.infer<typeof bySyscall>
export type ThreadRow = z.infer<typeof thread>
export type WaitRow = z.infer<typeof wait>
export type Traffic = z.infer<typeof traffic>
export type DescriptorRow = z.infer<typeof descriptor>
export type PeerRow = z.infer<typeof peer>
export type BusiestMoment = z.infer<typeof moment>
export type ProtocolReport = z.infer<typeof protocol>
export type InferredRtts = z.infer<typeof inferred>
