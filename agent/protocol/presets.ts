/** Named starting points. Everything not named here is set knob by knob. */
import type { ProtocolConfig } from './config.ts'

/** What the presets agree on. */
const BASE: ProtocolConfig = {
  probeIntervalMs: 1000,
  probeTimeoutMs: 500,
  relayCount: 2,
  suspicionMs: 2000,
  suspicionGrows: false,
  suspicionStretch: 1,
  confirmationCount: 2,
  localHealthMax: 7,
  buddy: true,
  nack: true,
  retransmitFactor: 6,
  gossipIntervalMs: 200,
  gossipFanout: 3,
  antiEntropyMs: 30_000,
  reapMs: 60_000,
  datagramBytesMax: 1400,
  joinBackoffMs: 100,
  joinTimeoutMs: 15_000,
  leaveMs: 1000,
  contextOnWire: false,
}

export const PRESETS = {
  /** As swim-rs documents: a dead verdict after one failed probe cycle and two seconds. */
  default: BASE,
  /** memberlist's DefaultLANConfig. */
  lan: {
    ...BASE,
    relayCount: 3,
    retransmitFactor: 4,
    suspicionMs: 4000,
    suspicionGrows: true,
    suspicionStretch: 6,
  },
  /** memberlist's DefaultWANConfig. */
  wan: {
    ...BASE,
    probeIntervalMs: 5000,
    probeTimeoutMs: 3000,
    relayCount: 3,
    retransmitFactor: 4,
    suspicionMs: 30_000,
    suspicionGrows: true,
    suspicionStretch: 6,
    confirmationCount: 4,
    gossipIntervalMs: 500,
    gossipFanout: 4,
    antiEntropyMs: 60_000,
    reapMs: 360_000,
    leaveMs: 3000,
  },
  /** memberlist's DefaultLocalConfig: one host, so relays and stretching buy little. */
  local: {
    ...BASE,
    probeTimeoutMs: 200,
    relayCount: 1,
    suspicionMs: 3000,
    suspicionGrows: true,
    suspicionStretch: 6,
    confirmationCount: 1,
    retransmitFactor: 2,
    gossipIntervalMs: 100,
    antiEntropyMs: 15_000,
  },
  /** The paper (Das, Gupta, Motivala 2002) with nothing added: no Lifeguard, no gossip tick, no streams but the join. */
  swim: {
    ...BASE,
    relayCount: 3,
    suspicionMs: 3000,
    suspicionGrows: true,
    confirmationCount: 0,
    localHealthMax: 0,
    buddy: false,
    nack: false,
    gossipIntervalMs: 0,
    antiEntropyMs: 0,
  },
} as const satisfies Record<string, ProtocolConfig>

export type PresetName = keyof typeof PRESETS

/**
 * A preset with some knobs turned. Two knobs follow others unless they are set themselves: the probe
 * timeout keeps its ratio to the interval, so that `--probe-interval 10ms` is a whole sentence, and
 * the dead are remembered for at least two suspicions.
 */
export function configFrom(
  preset: PresetName,
  knobs: Partial<ProtocolConfig> = {},
): ProtocolConfig {
  const base: ProtocolConfig = PRESETS[preset]
  const turned = { ...base, ...knobs }
  const { probeIntervalMs, suspicionMs, suspicionStretch } = turned
  return {
    ...turned,
    probeTimeoutMs:
      knobs.probeTimeoutMs ?? base.probeTimeoutMs * (probeIntervalMs / base.probeIntervalMs),
    reapMs: knobs.reapMs ?? Math.max(base.reapMs, 2 * suspicionMs * suspicionStretch),
  }
}
