/**
 * The agent's own times against what stands outside of it: system calls as strace and bpftrace saw
 * them, and the kernel's stamps. An agent reads its clock right before the send call and right after
 * the receive call returned, so it must never have sent later, or been answered earlier, than the
 * system call did; and it may not be off by more than the bounds below.
 */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { configFrom, TRANSPORTS, type TransportChoice } from '../../agent/index.ts'
import { loadLibc } from '../../agent/transport/linux/libc.ts'
import { TOOLS } from '../../harness/tools/registry.ts'
import type { ToolName } from '../../harness/tools/tool.ts'
import { realtimeAheadNs, wasSuspended } from '../support/clock-offset.ts'
import { CallIndex, lostByBpftrace, readBpftrace, readStrace } from '../support/datagram-calls.ts'
import { runShort, shortRun } from '../support/short-run.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { readTold, type Told } from '../support/told-cycles.ts'
import { toolMissing } from '../support/tool-missing.ts'
import { udpSockets } from '../support/udp-sockets.ts'

/** Between the agent's reading of its clock and the system call there is little else. */
type Bounds = {
  /** What two readings of different clocks may disagree by. */
  readonly clockNs: number
  readonly medianNs: number
  /** A thread may be preempted in between; strace also keeps it waiting while it serves others. */
  readonly maxNs: number
}

/** perf shows no datagrams. */
type Watching = Exclude<ToolName, 'perf'>

const BOUNDS: Readonly<Record<Watching, Bounds>> = {
  bpftrace: { clockNs: 2000, medianNs: 1e6, maxNs: 50e6 },
  strace: { clockNs: 10_000, medianNs: 5e6, maxNs: 250e6 },
}
/** The kernel stamps datagrams with another clock, which the agent converts. */
const STAMP_NS = 10_000
/** Of the cycles while the tool watched; a capture may lose a line at its borders. */
const MATCHED_SHARE_MIN = 0.9
/** A wall clock that was set by more than this tells nothing about a moment in between. */
const STEP_NS_MAX = 100_000

type Observed = {
  readonly told: Told
  readonly calls: CallIndex
  readonly transport: string
}

for (const tool of ['bpftrace', 'strace'] as const) {
  const toolGone = (await toolMissing(tool)) || clockMissing(tool)
  for (const transport of TRANSPORTS) {
    if (transport === 'auto') continue
    test(`${transport}: no ping leaves earlier and no ack arrives later than the agent says, sees ${tool}`, {
      skip: toolGone || transportMissing(transport),
    }, async (context) => {
      const observed = await observe(tool, transport)
      assert.equal(observed.transport, transport)
      holdCycles(observed, BOUNDS[tool], context)
      if (transport === 'ffi') holdStamps(observed, BOUNDS[tool], context)
    })
  }
}

/** A run of three agents while the tool watches; slow enough that nobody is suspected under it. */
async function observe(tool: Watching, transport: TransportChoice): Promise<Observed> {
  await using base = await temporaryFolder()
  const options = shortRun(base.path, {
    tool,
    transport,
    durationMs: 4000,
    warmupMs: 500,
    protocol: configFrom('default', {
      probeIntervalMs: 100,
      probeTimeoutMs: 90,
      suspicionMs: 10_000,
    }),
  })
  const before = realtimeAheadNs()
  let sockets: ReadonlyMap<string, string> = new Map()
  const record = await runShort(options, (pids) => {
    sockets = udpSockets(pids)
  })
  const after = realtimeAheadNs()
  const stepNs = Math.abs(Number(after.ns - before.ns))
  assert.ok(stepNs < STEP_NS_MAX, `the wall clock was set by ${stepNs} ns: run the test again`)
  assert.equal(record.measuredUnder.tool, tool)
  assert.equal(record.outcome, 'complete')
  const traces = join(options.tracesDir, record.id)
  const capture = await readFile(join(traces, TOOLS[tool].captureName), 'utf8')
  const told = await readTold(traces)
  const aheadNs = (before.ns + after.ns) / 2n
  const calls =
    tool === 'strace'
      ? readStrace(capture, (seconds, nanoseconds) =>
          Number(BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds) - aheadNs),
        )
      : readBpftrace(capture, sockets)
  if (tool === 'bpftrace') assert.equal(lostByBpftrace(capture), 0)
  return { told, calls: new CallIndex(calls), transport: record.implementation.transport }
}

/** Every cycle that the tool saw whole, against the calls that sent its ping and received its ack. */
function holdCycles({ told, calls }: Observed, bounds: Bounds, context: TestContext): void {
  const inSight = told.cycles.filter(
    ({ sentNs, ackNs }) => calls.fromNs < sentNs && ackNs < calls.toNs,
  )
  const [sendGapsNs, receiveGapsNs]: [number[], number[]] = [[], []]
  for (const { agent, sequence, sentNs, ackNs } of inSight) {
    const sent = calls.find(agent, 'sent', 'ping', sequence)
    const received = calls.find(agent, 'received', 'ack', sequence)
    if (sent === undefined || received === undefined) continue
    sendGapsNs.push(sent.enterNs - sentNs)
    receiveGapsNs.push(ackNs - received.exitNs)
  }
  assert.ok(inSight.length > 50, `${inSight.length} cycles`)
  const share = sendGapsNs.length / inSight.length
  assert.ok(share >= MATCHED_SHARE_MIN, `${sendGapsNs.length} of ${inSight.length} were matched`)
  holdGaps('from the clock to the send call', sendGapsNs, bounds, context)
  holdGaps('from the receive call to the clock', receiveGapsNs, bounds, context)
}

/** The kernel's stamps, as the agents converted them, lie between the calls of both ends. */
function holdStamps({ told, calls }: Observed, bounds: Bounds, context: TestContext): void {
  const slackNs = bounds.clockNs + STAMP_NS
  let held = 0
  for (const { agent, target, sequence, arrival, ackNs } of told.cycles) {
    const sent = calls.find(target, 'sent', 'ack', sequence)
    const received = calls.find(agent, 'received', 'ack', sequence)
    if (sent === undefined || received === undefined || arrival === undefined) continue
    const { kernelNs, awakeNs } = arrival
    inOrder([sent.enterNs, kernelNs, received.exitNs], slackNs, `ack ${sequence} of ${target}`)
    inOrder([kernelNs, awakeNs, ackNs], slackNs, `arrival of ack ${sequence}`)
    held += 1
  }
  for (const { agent, prober, sequence, kernelNs, awakeNs, sentNs } of told.answers) {
    const asked = calls.find(prober, 'sent', 'ping', sequence)
    const received = calls.find(agent, 'received', 'ping', sequence)
    const answered = calls.find(agent, 'sent', 'ack', sequence)
    if (asked === undefined || received === undefined || answered === undefined) continue
    inOrder([asked.enterNs, kernelNs, received.exitNs], slackNs, `ping ${sequence} of ${prober}`)
    inOrder([kernelNs, awakeNs, sentNs], slackNs, `arrival of ping ${sequence}`)
    inOrder([received.exitNs, sentNs, answered.enterNs], slackNs, `answer ${sequence}`)
    held += 1
  }
  context.diagnostic(`${held} stamps lie between the calls of both ends`)
  assert.ok(held > 100, `${held} stamps`)
}

/** None is negative, and none is large. */
function holdGaps(
  what: string,
  gapsNs: readonly number[],
  { clockNs, medianNs, maxNs }: Bounds,
  context: TestContext,
): void {
  const sorted = gapsNs.toSorted((one, other) => one - other)
  const [least = 0, middle = 0, most = 0] = [0, 0.5, 1].map(
    (share) => sorted[Math.round(share * (sorted.length - 1))],
  )
  context.diagnostic(
    `${what}: ${sorted.length} gaps, ${least} ns at least, median ${middle}, ${most} at most`,
  )
  assert.ok(least >= -clockNs, `${what}: ${least} ns`)
  assert.ok(middle <= medianNs, `${what}: median ${middle} ns`)
  assert.ok(most <= maxNs, `${what}: ${most} ns at most`)
}

function inOrder(timesNs: readonly number[], slackNs: number, what: string): void {
  for (const [index, timeNs] of timesNs.entries()) {
    const earlierNs = timesNs[index - 1] ?? timeNs
    assert.ok(earlierNs <= timeNs + slackNs, `${what}: ${timesNs.join(' then ')}`)
  }
}

/** Before 0.19 it reads a clock that goes on while a machine is suspended. */
function clockMissing(tool: Watching): string | false {
  return tool === 'bpftrace' && wasSuspended()
    ? 'this machine was suspended since it booted; bpftrace may count that, agents do not'
    : false
}

/** The fast path is for Linux; everywhere else there is nothing to hold. */
function transportMissing(transport: TransportChoice): string | false {
  if (transport !== 'ffi') return false
  const loaded = loadLibc()
  return loaded.ok ? false : loaded.reason
}
