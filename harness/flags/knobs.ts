/**
 * The command line's names for the protocol's knobs, in one table: every knob of `ProtocolConfig`
 * has its flag here, or this file does not compile. Bounds and rules between knobs are the agent's.
 */
import { type Command, Errors, Flags, type Interfaces } from '@oclif/core'
import { configFrom, PRESETS, type PresetName, type ProtocolConfig } from '../../agent/index.ts'
import { durationFlag, writeDuration } from './duration.ts'

type Knob = {
  /** Without dashes. */
  readonly flag: string
  readonly takes: 'duration' | 'integer' | 'number' | 'switch'
  readonly summary: string
}

export const KNOBS = {
  probeIntervalMs: {
    flag: 'probe-interval',
    takes: 'duration',
    summary: 'Protocol period: each agent probes one member per interval. From 1ms.',
  },
  probeTimeoutMs: {
    flag: 'probe-timeout',
    takes: 'duration',
    summary: 'How long to wait for a direct ack before relays are asked. Scales with the interval.',
  },
  relayCount: {
    flag: 'relays',
    takes: 'integer',
    summary: 'How many relays are asked when the direct ack is late.',
  },
  suspicionMs: {
    flag: 'suspicion',
    takes: 'duration',
    summary: 'How long a suspect may refute before it is declared dead.',
  },
  suspicionGrows: {
    flag: 'suspicion-grows',
    takes: 'switch',
    summary: 'Lengthen suspicions with the logarithm of the cluster size.',
  },
  suspicionStretch: {
    flag: 'suspicion-stretch',
    takes: 'number',
    summary: 'Lifeguard: an unconfirmed suspicion lasts this many times longer. 1 is off.',
  },
  confirmationCount: {
    flag: 'confirmations',
    takes: 'integer',
    summary: 'Lifeguard: confirmations that bring a stretched suspicion to its minimum.',
  },
  localHealthMax: {
    flag: 'local-health-max',
    takes: 'integer',
    summary: 'Lifeguard: highest local health score. 0 is off.',
  },
  buddy: {
    flag: 'buddy',
    takes: 'switch',
    summary: 'Lifeguard: tell a suspect of its suspicion first.',
  },
  nack: {
    flag: 'nack',
    takes: 'switch',
    summary: 'Lifeguard: relays say so when they get no answer.',
  },
  retransmitFactor: {
    flag: 'retransmit-factor',
    takes: 'integer',
    summary: 'News travels at most this many times log10(n + 1) times per member.',
  },
  gossipIntervalMs: {
    flag: 'gossip-interval',
    takes: 'duration',
    summary: 'How often news is sent on its own. 0 is off.',
  },
  gossipFanout: {
    flag: 'gossip-fanout',
    takes: 'integer',
    summary: 'How many members each gossip tick tells.',
  },
  antiEntropyMs: {
    flag: 'anti-entropy',
    takes: 'duration',
    summary: 'How often the full state is exchanged with one member. 0 is off.',
  },
  reapMs: {
    flag: 'reap',
    takes: 'duration',
    summary: 'How long dead and left members are remembered.',
  },
  datagramBytesMax: {
    flag: 'datagram-bytes-max',
    takes: 'integer',
    summary: 'Largest datagram, in bytes.',
  },
  joinBackoffMs: {
    flag: 'join-backoff',
    takes: 'duration',
    summary: 'First wait between attempts to join; doubles with each.',
  },
  joinTimeoutMs: {
    flag: 'join-timeout',
    takes: 'duration',
    summary: 'When joining has failed for good.',
  },
  leaveMs: {
    flag: 'leave',
    takes: 'duration',
    summary: 'How long a leaving agent goes on spreading its goodbye.',
  },
  contextOnWire: {
    flag: 'context-on-wire',
    takes: 'switch',
    summary: 'Put trace context on messages, so that answers join the trace (25 bytes each).',
  },
} as const satisfies Record<keyof ProtocolConfig, Knob>

/** Plain SWIM: what `--no-lifeguard` turns, unless a knob is given on its own. */
const WITHOUT_LIFEGUARD = {
  suspicionStretch: 1,
  localHealthMax: 0,
  buddy: false,
  nack: false,
} as const satisfies Partial<ProtocolConfig>

type KnobFlags = {
  [Key in keyof ProtocolConfig as (typeof KNOBS)[Key]['flag']]: ProtocolConfig[Key] extends boolean
    ? Interfaces.BooleanFlag<boolean | undefined>
    : Interfaces.OptionFlag<number | undefined>
}

const GROUP = 'protocol'

const numberFlag = Flags.custom<number>({
  helpValue: '<number>',
  async parse(input) {
    const value = Number(input)
    if (input.trim() !== '' && Number.isFinite(value)) return value
    throw new Errors.CLIError(`${JSON.stringify(input)} is not a number`)
  },
})

/** The flags of `run`, `cluster` and `agent` that make a `ProtocolConfig`. */
export const protocolFlags = {
  preset: Flags.option({
    summary: 'Where the knobs start from.',
    options: Object.keys(PRESETS) as PresetName[],
    default: 'default' as PresetName,
    helpGroup: GROUP,
  })(),
  ...(Object.fromEntries(
    Object.values(KNOBS).map((knob) => [knob.flag, flagOf(knob)]),
  ) as unknown as KnobFlags),
  'no-lifeguard': Flags.boolean({
    summary: 'Plain SWIM: all four Lifeguard parts off, unless one is switched on by itself.',
    helpGroup: GROUP,
  }),
}

/** The knobs a command line turned, over its preset. */
export function protocolFrom(flags: Readonly<Record<string, unknown>>): {
  readonly preset: PresetName
  readonly protocol: ProtocolConfig
} {
  const preset = flags['preset'] as PresetName
  const turned = Object.entries(KNOBS)
    .map(([key, knob]) => [key, flags[knob.flag]] as const)
    .filter(([, value]) => value !== undefined)
  const lifeguard = flags['no-lifeguard'] === true ? WITHOUT_LIFEGUARD : {}
  return { preset, protocol: configFrom(preset, { ...lifeguard, ...Object.fromEntries(turned) }) }
}

/**
 * What the agent says is wrong with a config, in the words of the command line: flags for knobs, and
 * durations as one would type them.
 */
export function inFlagWords(problem: string): string {
  const isOfDuration = /^\w+Ms\b/.test(problem)
  const text = isOfDuration
    ? problem.replaceAll(/\b\d+(?:\.\d+)?\b/g, (milliseconds) =>
        writeDuration(Number(milliseconds)),
      )
    : problem
  return Object.entries(KNOBS).reduce(
    (result, [key, { flag }]) => result.replaceAll(new RegExp(`\\b${key}\\b`, 'g'), `--${flag}`),
    text,
  )
}

function flagOf(knob: Knob): Command.Flag.Any {
  const props = { summary: knob.summary, helpGroup: GROUP }
  switch (knob.takes) {
    case 'duration':
      return durationFlag(props)
    case 'integer':
      return Flags.integer({ ...props, min: 0, helpValue: '<n>' })
    case 'number':
      return numberFlag(props)
    case 'switch':
      return Flags.boolean({ ...props, allowNo: true })
  }
}
