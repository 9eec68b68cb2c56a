/** What a run was measured on, with and under: pairs of name and text, shared by HTML and Markdown. */
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatDurationShort,
  formatNumber,
  plural,
} from '../format.ts'
import type { RunRecord, RuntimeUse } from '../run-record.ts'

type Pauses = RuntimeUse['telemetryDelay']

export type Fact = readonly [name: string, text: string]

export function environmentFacts(record: RunRecord): Fact[] {
  const { environment: machine, implementation, commit, measuredUnder } = record
  const tools = Object.entries(machine.tools).map(
    ([tool, version]) => `${tool} ${version ?? 'not installed'}`,
  )
  return [
    ['started', record.startedAt],
    [
      'implementation',
      `${implementation.name} ${implementation.version} over ${implementation.transport}`,
    ],
    ['commit', commitText(commit)],
    ['measured under', measuredText(measuredUnder)],
    ['host', `${machine.host}, ${machine.platform} ${machine.arch}, kernel ${machine.kernel}`],
    ['CPU', `${machine.cores} × ${machine.cpuModel}`],
    ['memory', formatBytes(machine.memoryBytes)],
    ['virtualization', machine.virtualization ?? 'unknown'],
    ['frequency governor', machine.governor ?? 'unknown'],
    ['clock source', machine.clockSource ?? 'unknown'],
    ['load average at start', formatNumber(machine.loadAverage1m)],
    ['Node', `${machine.node} (V8 ${machine.v8})`],
    ['swimbench', machine.swimbench],
    ['tools', tools.length === 0 ? 'none' : tools.join(', ')],
  ]
}

export function configFacts({ config, seed }: RunRecord): Fact[] {
  const knobs = Object.entries(config.protocol).map(
    ([name, value]): Fact => [knobName(name), knobText(name, value)],
  )
  return [
    ['scenario', config.scenario],
    ['agents', formatCount(config.nodes)],
    ['agents per process', formatCount(config.agentsPerProcess)],
    ['duration asked for', formatDurationShort(config.requestedDurationS)],
    ['warm-up', formatDurationShort(config.warmupS)],
    ['seed', String(seed)],
    ['preset', config.preset],
    ...knobs,
  ]
}

export function telemetryFacts({ telemetry }: RunRecord): Fact[] {
  return [
    ['spans started', formatCount(telemetry.spans)],
    ['exported', formatCount(telemetry.exported)],
    ['received by the harness', formatCount(telemetry.received)],
    ['spans dropped', formatCount(telemetry.dropped)],
    ['events dropped', formatCount(telemetry.eventsDropped)],
  ]
}

/** Nothing where the agents did not say. */
export function runtimeFacts({ runtime }: RunRecord): Fact[] {
  if (runtime === null) return []
  return [
    ['waiting for the telemetry thread', pausesText(runtime.telemetryDelay)],
    ['garbage collection, protocol thread', pausesText(runtime.gc.protocol)],
    ['garbage collection, telemetry thread', pausesText(runtime.gc.telemetry)],
  ]
}

/** `35 times, 12.4 ms in all, at most 1.20 ms`; a maximum that may be of an agent's start says so. */
export function pausesText({ count, totalS, maxS, measuredMaxS }: Pauses): string {
  const most =
    measuredMaxS !== null
      ? `, at most ${formatDuration(measuredMaxS)}`
      : maxS === null
        ? ''
        : `, none longer than the ${formatDuration(maxS)} of a start`
  return count === 0 ? 'never' : `${plural(count, 'time')}, ${formatDuration(totalS)} in all${most}`
}

/** `intended = sent + skipped` and what became of the sent ones, in numbers. */
export function probeFacts({ probes }: RunRecord): Fact[] {
  return [
    ['intended', formatCount(probes.intended)],
    ['skipped', formatCount(probes.skipped)],
    ['sent', formatCount(probes.sent)],
    ['acked', formatCount(probes.acked)],
    ['acked through a relay', formatCount(probes.ackedIndirect)],
    ['timed out', formatCount(probes.timedOut)],
    ['in flight at the end', formatCount(probes.inFlight)],
    ['late acks', formatCount(probes.late)],
  ]
}

function commitText(commit: RunRecord['commit']): string {
  if (commit === null) return 'not in a repository'
  const ref = commit.ref === null ? '' : ` (${commit.ref})`
  return `${commit.sha.slice(0, 12)}${ref}${commit.dirty ? ', with changes' : ''}`
}

function measuredText({
  spans,
  contextOnWire,
  realtime,
  tool,
}: RunRecord['measuredUnder']): string {
  const context = contextOnWire ? ', context on the wire' : ''
  const priority = realtime ? ', real-time priority' : ''
  return `spans ${spans ? 'on' : 'off'}${context}${priority}, tool ${tool}`
}

/** `probeIntervalS` → `probe interval`. */
function knobName(name: string): string {
  return name
    .replace(/S$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
}

function knobText(name: string, value: number | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (/[a-z]S$/.test(name)) return value === 0 ? 'off' : formatDurationShort(value)
  return formatCount(value)
}
