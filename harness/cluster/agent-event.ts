/**
 * Reads the lines that agents write. What an implementation sends is checked field by field before
 * anything relies on it; a line that is no event of the contract is a problem, never an exception.
 */
import { z } from 'zod'
import { type AgentEvent, MEMBER_REASONS, MEMBER_STATES } from '../../agent/index.ts'
import { areMemberRows, type MemberRow } from './member-rows.ts'

const count = z.number().int().nonnegative()
const timeNs = z.number().int()
const agent = z.string().min(1)
const common = { agent, timeNs }
const outcome = z.enum(['acked', 'acked-indirect', 'timed-out'])

const traffic = z.record(z.string(), z.object({ count, bytes: count }))
const counts = z.record(z.string(), count)
const durations = z.object({ count, totalNs: count, maxNs: count })

const totals = {
  members: z.object({ alive: count, suspect: count, dead: count, left: count }),
  incarnation: count,
  localHealth: count,
  probesInFlight: count,
  counters: z.object({
    probesIntended: count,
    probesSkipped: count,
    probesSent: count,
    probesAcked: count,
    probesAckedIndirect: count,
    probesTimedOut: count,
    acksLate: count,
    acksStray: count,
    suspicionsStarted: count,
    suspicionsRefuted: count,
    suspicionsConfirmed: count,
    selfRefutations: count,
    exchangesCompleted: count,
    exchangesFailed: count,
  }),
  messages: z.object({ sent: traffic, received: traffic, malformed: counts, sendErrors: counts }),
  telemetry: z.object({
    spansStarted: count,
    spansExported: count,
    spansDropped: count,
    eventsDropped: count,
  }),
  runtime: z
    .object({
      telemetryDelay: durations,
      gc: z.object({ protocol: durations, telemetry: durations }),
    })
    .exactOptional(),
}

const agentEvent: z.ZodType<AgentEvent> = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('ready'),
    ...common,
    contract: count,
    pid: count,
    implementation: z.object({ name: z.string(), version: z.string() }),
    transport: z.string(),
  }),
  z.object({ event: z.literal('joined'), ...common, seed: agent.exactOptional() }),
  z.object({
    event: z.literal('member'),
    ...common,
    peer: agent,
    state: z.enum(MEMBER_STATES),
    incarnation: count,
    why: z.enum(MEMBER_REASONS),
    by: agent.exactOptional(),
  }),
  z.object({
    event: z.literal('members'),
    ...common,
    peers: z.array(agent),
    rows: z.custom<readonly MemberRow[]>(areMemberRows, 'not rows of members'),
  }),
  z.object({
    event: z.literal('suspicion'),
    ...common,
    peer: agent,
    incarnation: count,
    startedNs: timeNs,
    outcome: z.enum(['refuted', 'confirmed', 'superseded']),
    accusers: z.array(z.object({ by: agent, evidence: z.enum(['probe', 'gossip']) })),
  }),
  z.object({
    event: z.literal('probes'),
    ...common,
    targets: z.array(agent),
    rows: z.array(z.tuple([count, count, timeNs, timeNs, timeNs.nullable(), outcome])),
    lateNs: z.array(z.number().nonnegative()),
    arrivals: z.array(z.tuple([count, timeNs, timeNs]).nullable()).exactOptional(),
  }),
  z.object({
    event: z.literal('answers'),
    ...common,
    peers: z.array(agent),
    rows: z.array(z.tuple([count, count, timeNs, timeNs, timeNs])),
    unlogged: count,
  }),
  z.object({ event: z.literal('stats'), ...common, ...totals }),
  z.object({ event: z.literal('left'), ...common }),
  z.object({ event: z.literal('summary'), ...common, ...totals, rttHistogram: z.string() }),
  z.object({
    event: z.literal('error'),
    ...common,
    code: z.string(),
    message: z.string(),
    fatal: z.boolean(),
  }),
])

export type ParsedLine =
  | { readonly ok: true; readonly event: AgentEvent }
  | { readonly ok: false; readonly problem: string }

const PROBLEM_TEXT_CHARS = 160

/** Reads one line of an agent's stdout. */
export function parseAgentLine(line: string): ParsedLine {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { ok: false, problem: `not JSON: ${excerpt(line)}` }
  }
  const parsed = agentEvent.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue?.path.join('.') ?? ''
    return { ok: false, problem: `${where}: ${issue?.message ?? 'invalid'}: ${excerpt(line)}` }
  }
  const event = parsed.data
  if (event.event === 'probes' && event.rows.some((row) => row[1] >= event.targets.length)) {
    return { ok: false, problem: `a row names a target that is not listed: ${excerpt(line)}` }
  }
  if (
    event.event === 'probes' &&
    (event.arrivals?.length ?? event.rows.length) !== event.rows.length
  ) {
    return { ok: false, problem: `arrivals and rows differ in number: ${excerpt(line)}` }
  }
  const isUnlisted =
    (event.event === 'answers' && event.rows.some((row) => row[0] >= event.peers.length)) ||
    (event.event === 'members' &&
      event.rows.some(({ 1: peer, 5: by = 0 }) => Math.max(peer, by) >= event.peers.length))
  if (isUnlisted) {
    return { ok: false, problem: `a row names a peer that is not listed: ${excerpt(line)}` }
  }
  return { ok: true, event }
}

function excerpt(line: string): string {
  const short = line.length > PROBLEM_TEXT_CHARS ? `${line.slice(0, PROBLEM_TEXT_CHARS)}…` : line
  return JSON.stringify(short)
}
