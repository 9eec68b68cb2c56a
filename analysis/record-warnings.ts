/**
 * The reasons to doubt a run that can be read from its record, each with what to do about it. What a
 * record does not hold (lines that were no events, say) is for the harness to add.
 */
import { formatCount, formatDuration, formatNumber, formatPercent, plural } from './format.ts'
import { FLOOR_MOVED_RATIO, floorMove } from './latency/floor.ts'
import { latencyWarnings } from './latency/latency-warnings.ts'
import type { RunRecord, Warning } from './run-record.ts'

type Unwarned = Omit<RunRecord, 'warnings'>
type Rule = (record: Unwarned) => readonly Warning[]

/** Skipping a cycle now and then is what a busy machine does; this much changes the result. */
const SKIPPED_SHARE_MAX = 0.01

/** The protocol thread can neither send nor answer while it lasts. */
const PROTOCOL_GC_S_MAX = 0.005
/** The telemetry thread has no deadline, but a thread that waits this long shares a machine that is too busy. */
const TELEMETRY_DELAY_S_MAX = 0.1

/** In the order in which a reader should hear of them. */
const RULES: readonly Rule[] = [
  notWhole,
  notConverged,
  agentsDied,
  falsePositives,
  missedCrashes,
  timedOut,
  ({ rtt, durationS }) => latencyWarnings(rtt, 'RTT', durationS > 0 ? rtt.count / durationS : 0),
  unbalanced,
  skippedCycles,
  longGarbageCollection,
  floorMoved,
  delayedTelemetry,
  droppedTelemetry,
  malformedMessages,
  busyMachine,
  fewCores,
  dirtyTree,
]

export function recordWarnings(record: Unwarned): Warning[] {
  return RULES.flatMap((rule) => rule(record))
}

function when(holds: boolean, code: string, message: string, advice: string): Warning[] {
  return holds ? [{ code, message, advice }] : []
}

function notWhole({ outcome, durationS, config }: Unwarned): Warning[] {
  return when(
    outcome !== 'complete',
    `run-${outcome}`,
    `the run ${outcome === 'failed' ? 'failed' : 'was interrupted'} after ${formatNumber(durationS)} of ${formatNumber(config.requestedDurationS)} s`,
    'What was measured until then is whole; run it again for the rest.',
  )
}

function notConverged({ convergenceS, outcome }: Unwarned): Warning[] {
  return when(
    convergenceS === null && outcome === 'complete',
    'not-converged',
    'the cluster was measured although not every agent saw every other alive',
    'Give it more time with --warmup, or start fewer agents; see the views in the report.',
  )
}

function agentsDied({ perAgent }: Unwarned): Warning[] {
  return [...Map.groupBy(perAgent, ({ pid }) => pid)].flatMap(([pid, agents]) => {
    const died = agents.filter(({ outcome }) => outcome === 'died')
    const [first] = died
    if (first === undefined) return []
    const names =
      died.length > 3 ? plural(died.length, 'agent') : died.map((a) => a.agent).join(', ')
    const { exit } = first
    const how =
      exit === null
        ? ''
        : ` at ${formatNumber(exit.atS)} s with ${exit.signal ?? `code ${exit.code}`}`
    return when(
      true,
      'agent-died',
      `${names} (pid ${pid}) ended by itself${how}`,
      'What it measured until then is in the record; the others went on without it.',
    )
  })
}

function falsePositives({ falsePositives: found }: Unwarned): Warning[] {
  return when(
    found.suspicions > 0,
    'false-positives',
    `healthy members were suspected ${plural(found.suspicions, 'time')} and declared dead ${plural(found.deaths, 'time')}`,
    'See in the report whether the accusers were late themselves (lag), or raise --probe-timeout.',
  )
}

function missedCrashes({ detection }: Unwarned): Warning[] {
  const missed = detection.filter(({ allDeadS }) => allDeadS === null).length
  return when(
    missed > 0,
    'crashes-missed',
    `${missed} of ${plural(detection.length, 'crash', 'crashes')} had not been noticed by every survivor when the member came back or the run ended`,
    'Leave more time between crash and restart, or run for longer.',
  )
}

function timedOut({ probes, faults }: Unwarned): Warning[] {
  return when(
    probes.timedOut > 0 && faults.length === 0,
    'probes-timed-out',
    `${plural(probes.timedOut, 'probe')} of members that were up timed out (${formatPercent(probes.timedOut / probes.sent)})`,
    'They have no RTT: the percentiles describe the answered ones only.',
  )
}

function unbalanced({ probes }: Unwarned): Warning[] {
  const { intended, skipped, sent, acked, ackedIndirect, timedOut: lost, inFlight } = probes
  const balanced = intended === sent + skipped && sent === acked + ackedIndirect + lost + inFlight
  return when(
    !balanced,
    'counts-do-not-balance',
    `of ${formatCount(intended)} intended probe cycles ${formatCount(sent)} were sent and ${formatCount(skipped)} skipped; the ends of ${formatCount(acked + ackedIndirect + lost + inFlight)} are known`,
    'Percentiles may miss samples; this is a bug in the agent or in swimbench.',
  )
}

function skippedCycles({ probes }: Unwarned): Warning[] {
  return when(
    probes.skipped > probes.intended * SKIPPED_SHARE_MAX,
    'cycles-skipped',
    `${formatCount(probes.skipped)} of ${formatCount(probes.intended)} probe cycles could not be started in time and were skipped`,
    'The machine is too busy for this: fewer agents, or a longer probe interval.',
  )
}

function longGarbageCollection({ runtime }: Unwarned): Warning[] {
  const longestS = runtime?.gc.protocol.measuredMaxS ?? 0
  return when(
    longestS > PROTOCOL_GC_S_MAX,
    'protocol-gc-pause',
    `garbage collection stopped a protocol thread for up to ${formatDuration(longestS)}; RTTs and lag may be affected`,
    'See in the report what the slowest cycles waited for; fewer agents a process make less garbage.',
  )
}

function floorMoved({ floor }: Unwarned): Warning[] {
  const ratio = floor === null ? undefined : floorMove(floor)
  return when(
    ratio !== undefined,
    'floor-moved',
    `the machine's floor moved from ${formatDuration(floor?.before?.p50)} before the run to ${formatDuration(floor?.after?.p50)} after it, by more than a factor of ${FLOOR_MOVED_RATIO}`,
    'Something else changed the machine meanwhile: run again when it is quiet.',
  )
}

function delayedTelemetry({ runtime }: Unwarned): Warning[] {
  const longestS = runtime?.telemetryDelay.measuredMaxS ?? 0
  return when(
    longestS > TELEMETRY_DELAY_S_MAX,
    'telemetry-delayed',
    `a telemetry thread was up to ${formatDuration(longestS)} late; RTTs are not affected, the protocol thread does not wait for it`,
    'A busy machine, or spans that take long to export: fewer agents per process, or --no-spans.',
  )
}

function droppedTelemetry({ telemetry }: Unwarned): Warning[] {
  const { dropped, eventsDropped } = telemetry
  return when(
    dropped + eventsDropped > 0,
    'telemetry-dropped',
    `${plural(dropped, 'span')} and ${plural(eventsDropped, 'event')} were dropped; latencies and counts are whole`,
    'Probe less often, or raise OTEL_BSP_MAX_QUEUE_SIZE; --no-spans goes without.',
  )
}

function malformedMessages({ messages }: Unwarned): Warning[] {
  const count = Object.values(messages.malformed).reduce((sum, each) => sum + each, 0)
  const reasons = Object.entries(messages.malformed)
    .filter(([, each]) => each > 0)
    .map(([reason, each]) => `${formatCount(each)} ${reason}`)
  return when(
    count > 0,
    'malformed-datagrams',
    `${plural(count, 'datagram')} or streams were no messages of this cluster (${reasons.join(', ')})`,
    'Something else sends to these ports; --base-port 0 takes others.',
  )
}

function busyMachine({ environment }: Unwarned): Warning[] {
  const { loadAverage1m, cores } = environment
  return when(
    loadAverage1m > cores,
    'busy-machine',
    `the machine was busy when the run began: load ${loadAverage1m.toFixed(1)} on ${plural(cores, 'core')}`,
    'Run on an idle machine for figures that can be compared.',
  )
}

/** Processes that mostly sleep share cores well; it is those that keep them busy that must not. */
function fewCores({ environment, perAgent }: Unwarned): Warning[] {
  const byProcess = new Map(perAgent.map(({ pid, cpuCores }) => [pid, cpuCores ?? 0]))
  const busy = [...byProcess.values()].reduce((sum, cores) => sum + cores, 0)
  return when(
    busy > environment.cores * 0.8,
    'cores-exhausted',
    `${plural(byProcess.size, 'agent process', 'agent processes')} kept ${formatNumber(busy)} of ${plural(environment.cores, 'core')} busy`,
    'The RTTs hold waiting for a core: fewer agents, a longer probe interval, or a larger machine.',
  )
}

function dirtyTree({ commit }: Unwarned): Warning[] {
  return when(
    commit?.dirty === true,
    'dirty-tree',
    'the working tree had changes that are in no commit',
    'Commit before a run that is to be compared with others.',
  )
}
