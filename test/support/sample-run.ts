/**
 * A run that looks like a real one, from a seed and without a cluster: what tests of analysis and
 * report feed on. Probe cycles have log-normal RTTs with a tail; crashes are learned of as the
 * protocol would have it.
 */
import {
  accusationsOf,
  blameSlowest,
  countFalsePositives,
  detectionsOf,
  outagesOf,
  type ProbeTable,
  ProbeTableBuilder,
  probeLatencies,
  type RunRecord,
  recordWarnings,
  SCHEMA_VERSION,
  type SlowCycle,
  summarizeLatency,
  summarizeSegments,
  type ViewChange,
} from '../../analysis/index.ts'
import { sampleFloor, sampleRuntime, sampleSplit } from './sample-segments.ts'

export type SampleOptions = {
  readonly agents: number
  readonly durationS: number
  readonly probeIntervalS?: number
  readonly crashes?: number
  /** Probes of members that are up and time out all the same, as a share. */
  readonly lossShare?: number
  /** Healthy members that get suspected and refute. */
  readonly falseSuspicions?: number
  readonly agentsPerProcess?: number
  readonly seed?: number
}

export type SampleRun = {
  readonly record: RunRecord
  readonly probes: ProbeTable
  readonly changes: readonly ViewChange[]
}

export function sampleRun(options: SampleOptions): SampleRun {
  const { agents, durationS, probeIntervalS = 1, crashes = 0, seed = 1 } = options
  const random = randomFrom(seed)
  const addresses = Array.from({ length: agents }, (_, index) => `127.0.0.1:${9000 + index}`)
  const faults = crashFaults(addresses, crashes, durationS, random)
  const changes = viewChanges(addresses, faults, options, random)
  const probes = probeCycles(addresses, faults, { ...options, probeIntervalS }, random)
  const latencies = probeLatencies(probes)
  const fromAgents = randomFrom(seed + 1)
  const spread = summarizeLatency(latencies.map(({ rttS }) => rttS))
  const split = sampleSplit(probes, spread.p50, fromAgents)
  const rtt = { ...spread, segments: summarizeSegments(split, probes) }
  const lag = summarizeLatency(latencies.map(({ lagS }) => lagS))
  const outages = outagesOf(faults)
  const accusations = accusationsOf(changes, outages, { fromS: 0, toS: durationS, graceS: 5 })
  const timedOut = probes.rttS.reduce((sum, rttS) => sum + Number(Number.isNaN(rttS)), 0)
  const counts = probeCounts(probes.length, timedOut)
  const perProcess = options.agentsPerProcess ?? 1
  const sentPerAgent = Math.round(durationS / probeIntervalS) * 2 + Math.round(durationS * 5)
  const traffic = (share: number, bytes: number) => {
    const count = Math.round(agents * sentPerAgent * share)
    return { count, bytes: count * bytes }
  }
  const byType = {
    ping: traffic(0.29, 14),
    ack: traffic(0.29, 11),
    gossip: traffic(0.4, 48),
    'ping-req': traffic(0.01, 22),
    nack: traffic(0.004, 9),
  }
  const all = Object.values(byType)
  const unwarned: Omit<RunRecord, 'warnings'> = {
    schemaVersion: SCHEMA_VERSION,
    id: `20261122-193301-${crashes > 0 ? 'crash' : 'steady'}-${agents}x-ab12`,
    outcome: 'complete',
    startedAt: '2026-11-22T19:33:01.000Z',
    durationS,
    seed,
    implementation: { name: 'swimbench', version: '0.1.0', transport: 'ffi' },
    commit: { sha: '90873ee0c1d2e3f4a5b60718293a4b5c6d7e8f90', dirty: false, ref: 'main' },
    environment: {
      host: 'bench-1',
      platform: 'linux',
      kernel: '6.1.0-28-amd64',
      arch: 'x64',
      cpuModel: 'AMD EPYC 7763 64-Core Processor',
      cores: 2,
      memoryBytes: 25_000_000_000,
      governor: null,
      clockSource: 'kvm-clock',
      virtualization: 'kvm',
      loadAverage1m: 0.42,
      node: '24.21.0',
      v8: '13.6.233.10',
      swimbench: '0.1.0',
      tools: { strace: '6.1', perf: '6.1.147', bpftrace: null },
    },
    measuredUnder: { spans: true, contextOnWire: false, realtime: false, tool: 'none' },
    config: {
      scenario: crashes > 0 ? 'crash' : 'steady',
      nodes: agents,
      agentsPerProcess: perProcess,
      requestedDurationS: durationS,
      crashes: null,
      warmupS: 2,
      preset: 'default',
      protocol: {
        probeIntervalS,
        probeTimeoutS: probeIntervalS / 2,
        relayCount: 2,
        suspicionS: 2,
        suspicionGrows: false,
        suspicionStretch: 1,
        confirmationCount: 2,
        localHealthMax: 7,
        buddy: true,
        nack: true,
        gossipIntervalS: 0.2,
        antiEntropyS: 30,
        datagramBytesMax: 1400,
        contextOnWire: false,
      },
    },
    convergenceS: 0.412 + agents / 100,
    rtt,
    floor: sampleFloor(fromAgents),
    runtime: sampleRuntime(durationS, agents),
    lag,
    probes: counts,
    detection: detectionsOf(outages, changes, addresses, durationS),
    falsePositives: countFalsePositives(accusations),
    accusations,
    messages: {
      sentPerMemberPerSecond: all.reduce((sum, { count }) => sum + count, 0) / agents / durationS,
      bytesPerMemberPerSecond: all.reduce((sum, { bytes }) => sum + bytes, 0) / agents / durationS,
      byType,
      malformed: {},
    },
    cpu: { perAgent: 0.0026 },
    memory: { rssBytesPerAgent: 71_300_000 / perProcess },
    telemetry: {
      spans: probes.length * 2,
      exported: probes.length * 2,
      dropped: 0,
      eventsDropped: 0,
      received: probes.length * 2,
    },
    perAgent: addresses.map((agent, index) => {
      const own = latencies.find((of) => of.agent === agent)
      const { rttS = new Float64Array(), lagS = new Float64Array() } = own ?? {}
      const killed = faults.findLast(({ member }) => member === agent)
      return {
        agent,
        pid: 40_000 + Math.floor(index / perProcess),
        outcome: killed === undefined ? 'stopped' : 'killed',
        exit:
          killed === undefined
            ? { code: 0, signal: null, atS: durationS + 0.2 }
            : { code: null, signal: 'SIGKILL', atS: killed.atS },
        rtt: summarizeLatency([rttS]),
        lag: summarizeLatency([lagS]),
        probes: probeCounts(lagS.length, lagS.length - rttS.length),
        messages: {
          sent: { ping: { count: lagS.length, bytes: lagS.length * 14 } },
          received: { ack: { count: rttS.length, bytes: rttS.length * 11 } },
          malformed: {},
          sendErrors: {},
        },
        cpuCores: 0.0026 * perProcess * (0.8 + 0.4 * random()),
        rssBytes: Math.round(68_000_000 + 8_000_000 * random() + 1_500_000 * perProcess),
        acksStray: 0,
        selfRefutations: 0,
        localHealthMax: 0,
      }
    }),
    slowest: blameSlowest(slowCycles(probes), probes, split, { rtt, lag }),
    faults,
    thresholds: [],
  }
  return { record: { ...unwarned, warnings: recordWarnings(unwarned) }, probes, changes }
}

/** mulberry32: small, and good enough for test data. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function probeCounts(sent: number, timedOut: number): RunRecord['probes'] {
  return {
    intended: sent,
    skipped: 0,
    sent,
    acked: sent - timedOut,
    ackedIndirect: 0,
    timedOut,
    inFlight: 0,
    late: 0,
  }
}

function crashFaults(
  addresses: readonly string[],
  crashes: number,
  durationS: number,
  random: () => number,
): RunRecord['faults'] {
  const faults: RunRecord['faults'] = []
  const slotS = durationS / Math.max(1, crashes)
  for (let crash = 0; crash < crashes; crash += 1) {
    const member = addresses[Math.floor(random() * addresses.length)] as string
    const atS = slotS * crash + random() + 0.2
    faults.push({ kind: 'crash', member, atS })
    faults.push({ kind: 'restart', member, atS: Math.min(atS + slotS * 0.7, durationS - 0.1) })
  }
  return faults
}

function viewChanges(
  addresses: readonly string[],
  faults: RunRecord['faults'],
  { durationS, probeIntervalS = 1, falseSuspicions = 0 }: SampleOptions,
  random: () => number,
): ViewChange[] {
  const changes: ViewChange[] = []
  const say = (
    agent: string,
    member: string,
    atS: number,
    status: ViewChange['status'],
    incarnation: number,
    why: string,
    by: string | null = null,
  ) => changes.push({ atS, agent, member, status, incarnation, why, by })
  for (const agent of addresses) {
    for (const member of addresses) {
      if (agent !== member) say(agent, member, -2 - random(), 'alive', 0, 'joined')
    }
  }
  const incarnations = new Map<string, number>()
  for (const { kind, member, atS } of faults) {
    const others = addresses.filter((address) => address !== member)
    const incarnation = incarnations.get(member) ?? 0
    if (kind === 'crash') {
      const accuser = others[Math.floor(random() * others.length)] as string
      const suspectAtS = atS + probeIntervalS * (1 - Math.log(1 - 0.95 * random()))
      for (const agent of others) {
        const heardAtS = agent === accuser ? suspectAtS : suspectAtS + 0.05 + 0.5 * random()
        const why = agent === accuser ? 'probe-failed' : 'gossip'
        say(agent, member, heardAtS, 'suspect', incarnation, why, accuser)
        say(agent, member, heardAtS + 2, 'dead', incarnation, 'suspicion-expired', accuser)
      }
    } else {
      incarnations.set(member, incarnation + 1)
      for (const agent of others) {
        say(agent, member, atS + 0.05 + 0.4 * random(), 'alive', incarnation + 1, 'joined')
      }
    }
  }
  for (let count = 0; count < falseSuspicions; count += 1) {
    const pick = () => addresses[Math.floor(random() * addresses.length)] as string
    const member = pick()
    const accuser = addresses.find((address) => address !== member) as string
    const atS = random() * (durationS - 1)
    const incarnation = incarnations.get(member) ?? 0
    for (const agent of addresses) {
      if (agent === member) continue
      const heardAtS = agent === accuser ? atS : atS + 0.1 * random()
      say(agent, member, heardAtS, 'suspect', incarnation, 'probe-failed', accuser)
      say(agent, member, heardAtS + 0.3, 'alive', incarnation + 1, 'refuted', member)
    }
    incarnations.set(member, incarnation + 1)
  }
  return changes.sort((a, b) => a.atS - b.atS)
}

function probeCycles(
  addresses: readonly string[],
  faults: RunRecord['faults'],
  { durationS, probeIntervalS, lossShare = 0 }: SampleOptions & { readonly probeIntervalS: number },
  random: () => number,
): ProbeTable {
  const builder = new ProbeTableBuilder()
  const outages = outagesOf(faults)
  const isDown = (member: string, atS: number) =>
    outages.length > 0 &&
    outages.some((o) => o.member === member && o.fromS <= atS && atS < o.fromS + 4 && atS < o.toS)
  addresses.forEach((agent, index) => {
    const phaseS = random() * probeIntervalS
    for (let cycle = 0; phaseS + cycle * probeIntervalS < durationS; cycle += 1) {
      const intendedAtS = phaseS + cycle * probeIntervalS
      if (isDown(agent, intendedAtS)) continue
      const target = addresses[
        (index + 1 + (cycle % (addresses.length - 1))) % addresses.length
      ] as string
      const sentAtS = intendedAtS + 0.00004 + 0.0004 * random() ** 8
      const lost = isDown(target, sentAtS) || random() < lossShare
      const normal = random() + random() + random() + random() + random() + random() - 3
      const tail = random() < 0.015 ? 3 + 25 * random() : 1
      const rttS = 0.000_125 * Math.exp(0.28 * normal) * tail
      builder.append({
        agent,
        target,
        intendedAtS,
        sentAtS,
        rttS: lost ? Number.NaN : rttS,
        outcome: lost ? 'timed-out' : 'acked',
      })
    }
  })
  return builder.build()
}

/** The slowest answered cycles and one that timed out, with the spans their agents would have made. */
function slowCycles(probes: ProbeTable): SlowCycle[] {
  const rows = Array.from({ length: Math.min(probes.length, 20_000) }, (_, row) => row)
  const answered = rows.filter((row) => !Number.isNaN(probes.rttS[row]))
  answered.sort((a, b) => (probes.rttS[b] as number) - (probes.rttS[a] as number))
  const lost = rows.find((row) => Number.isNaN(probes.rttS[row]))
  return [...(lost === undefined ? [] : [lost]), ...answered.slice(0, 6)].map((row, index) => {
    const agent = probes.addresses[probes.agent[row] as number] as string
    const target = probes.addresses[probes.target[row] as number] as string
    const relay = probes.addresses.find((name) => name !== agent && name !== target) ?? target
    const rttS = probes.rttS[row] as number
    const isLost = Number.isNaN(rttS)
    const span = (
      id: number,
      parent: number | null,
      name: string,
      of: string,
      startS: number,
      durationS: number,
      ok = true,
    ) => ({
      spanId: `${index}${id}`.padStart(16, '0'),
      parentSpanId: parent === null ? null : `${index}${parent}`.padStart(16, '0'),
      name,
      agent: of,
      startS,
      durationS,
      ok,
      attributes: { 'network.peer.address': '127.0.0.1', 'swim.sequence': row },
    })
    return {
      agent,
      target,
      atS: probes.intendedAtS[row] as number,
      rttS: isLost ? null : rttS,
      outcome: isLost ? ('timed-out' as const) : ('acked' as const),
      traceId: (row + 1).toString(16).padStart(32, '0'),
      spans: isLost
        ? [
            span(1, null, 'swim.probe', agent, 0, 1, false),
            span(2, 1, 'swim.ping', agent, 0.0001, 0.5, false),
            span(3, 1, 'swim.ping_req', agent, 0.5002, 0.4996, false),
            span(4, 3, 'swim.relay', relay, 0.5006, 0.25, false),
          ]
        : [
            span(1, null, 'swim.probe', agent, 0, rttS * 1.06),
            span(2, 1, 'swim.ping', agent, rttS * 0.03, rttS),
            span(3, 2, 'swim.ack', target, rttS * 0.88, rttS * 0.07),
          ],
      blame: null,
    }
  })
}
