/** The bounds of every knob, and the rules that knobs must keep together. */
import type { ProtocolConfig } from './config.ts'

type NumericKnob = {
  [Knob in keyof ProtocolConfig]: ProtocolConfig[Knob] extends number ? Knob : never
}[keyof ProtocolConfig]

type Bounds = {
  readonly min: number
  readonly max: number
  readonly whole?: true
  readonly zero?: true
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** `zero`: 0 is allowed as well and switches the part off. */
const BOUNDS: Record<NumericKnob, Bounds> = {
  probeIntervalMs: { min: 1, max: HOUR_MS },
  probeTimeoutMs: { min: 0.1, max: HOUR_MS },
  relayCount: { min: 0, max: 16, whole: true },
  suspicionMs: { min: 1, max: DAY_MS },
  suspicionStretch: { min: 1, max: 20 },
  confirmationCount: { min: 0, max: 16, whole: true },
  localHealthMax: { min: 0, max: 16, whole: true },
  retransmitFactor: { min: 1, max: 32 },
  gossipIntervalMs: { min: 1, max: HOUR_MS, zero: true },
  gossipFanout: { min: 1, max: 16, whole: true },
  antiEntropyMs: { min: 100, max: DAY_MS, zero: true },
  reapMs: { min: 1, max: 30 * DAY_MS },
  datagramBytesMax: { min: 640, max: 65_507, whole: true },
  joinBackoffMs: { min: 1, max: HOUR_MS },
  joinTimeoutMs: { min: 1, max: DAY_MS },
  leaveMs: { min: 0, max: 60_000 },
}

/** What is wrong with a config, a sentence each with the reason; empty when it can be run. */
export function configProblems(config: ProtocolConfig): readonly string[] {
  const problems: string[] = []
  for (const [knob, bounds] of Object.entries(BOUNDS) as [NumericKnob, Bounds][]) {
    const problem = boundsProblem(knob, config[knob], bounds)
    if (problem !== undefined) problems.push(problem)
  }
  return 0 < problems.length ? problems : jointProblems(config)
}

function boundsProblem(knob: string, value: number, bounds: Bounds): string | undefined {
  const { min, max, whole = false, zero = false } = bounds
  const fits = Number.isFinite(value) && min <= value && value <= max
  const isWhole = !whole || Number.isInteger(value)
  if ((fits && isWhole) || (zero && value === 0)) return undefined
  const kind = whole ? 'a whole number' : 'a number'
  return `${knob} is ${value}: it takes ${kind} from ${min} to ${max}${zero ? ', or 0 for off' : ''}`
}

function jointProblems(config: ProtocolConfig): readonly string[] {
  const { probeIntervalMs, probeTimeoutMs, suspicionMs, suspicionStretch, reapMs } = config
  const problems: string[] = []
  if (probeIntervalMs <= probeTimeoutMs) {
    problems.push(
      `probeTimeoutMs (${probeTimeoutMs}) must be below probeIntervalMs (${probeIntervalMs}): relays are asked in what is left of the interval`,
    )
  }
  const refutationMs = Math.max(probeIntervalMs, 2 * probeTimeoutMs)
  if (suspicionMs < refutationMs) {
    problems.push(
      `suspicionMs (${suspicionMs}) is shorter than a member needs to refute: at least ${refutationMs}, one probe interval and two probe timeouts`,
    )
  }
  const isGossipSlow = config.gossipIntervalMs === 0 || suspicionMs <= config.gossipIntervalMs
  if (isGossipSlow && suspicionMs < 2 * probeIntervalMs) {
    problems.push(
      `suspicionMs (${suspicionMs}) must be at least two probe intervals (${2 * probeIntervalMs}) while gossip is off or slower: news then only travels with probes`,
    )
  }
  if (reapMs < 2 * suspicionMs * suspicionStretch) {
    problems.push(
      `reapMs (${reapMs}) must be at least two suspicions (${2 * suspicionMs * suspicionStretch}), or old news brings dead members back`,
    )
  }
  if (config.joinTimeoutMs < config.joinBackoffMs) {
    problems.push(
      `joinTimeoutMs (${config.joinTimeoutMs}) is below joinBackoffMs (${config.joinBackoffMs}): there would be no second attempt`,
    )
  }
  return problems
}
