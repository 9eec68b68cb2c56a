/** The command line of an agent process, as values. Bad arguments come back as a problem, in words. */
import { parseArgs } from 'node:util'
import type { ProtocolConfig } from '../protocol/config.ts'
import { METADATA_BYTES_MAX } from '../protocol/message.ts'
import { metadataBytes } from '../protocol/metadata.ts'
import { PRESETS } from '../protocol/presets.ts'
import { configProblems } from '../protocol/validate-config.ts'
import { formatAddress, parseAddress } from '../wire/address.ts'
import type { ProcessOptions } from './agent-process.ts'
import { TRANSPORTS, type TransportChoice } from './choose-driver.ts'
import type { AgentPlace } from './thread-messages.ts'

const DEFAULT_CLUSTER = 'swimbench'
/** Rarely, so that an idle agent's telemetry thread sleeps; a crash loses as much. */
const REPORT_MS = 5000
const REPORT_MS_MIN = 100
const REPORT_MS_MAX = 60_000
const WILDCARDS = new Set(['0.0.0.0', '::'])

export type CommandLine =
  | {
      readonly ok: true
      /** A `seed` that was not given is undefined. */
      readonly options: Omit<ProcessOptions, 'seed'> & { readonly seed: number | undefined }
      readonly isStdinIgnored: boolean
    }
  | { readonly ok: false; readonly problem: string }

/** What is wrong with the command line; caught here and nowhere else. */
class UsageProblem extends Error {}

export function parseCommandLine(args: readonly string[]): CommandLine {
  try {
    return read(args)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (error instanceof UsageProblem || code.startsWith('ERR_PARSE_ARGS')) {
      return { ok: false, problem: (error as Error).message }
    }
    throw error
  }
}

function read(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      bind: { type: 'string', multiple: true },
      join: { type: 'string', multiple: true },
      advertise: { type: 'string' },
      cluster: { type: 'string' },
      seed: { type: 'string' },
      config: { type: 'string' },
      metadata: { type: 'string' },
      transport: { type: 'string' },
      realtime: { type: 'boolean' },
      'report-ms': { type: 'string' },
      'no-spans': { type: 'boolean' },
      'one-thread': { type: 'boolean' },
      'ignore-stdin': { type: 'boolean' },
    },
  })
  if (values.bind === undefined) throw new UsageProblem('--bind HOST:PORT is needed')
  if (metadataBytes(values.metadata ?? '') > METADATA_BYTES_MAX) {
    throw new UsageProblem(`--metadata is at most ${METADATA_BYTES_MAX} bytes`)
  }
  if (values.realtime === true && (values.transport === 'dgram' || values['one-thread'] === true)) {
    throw new UsageProblem('--realtime goes neither with --transport dgram nor with --one-thread')
  }
  return {
    ok: true,
    options: {
      agents: places(values.bind, values.advertise),
      seeds: (values.join ?? []).map((text) => address('--join', text, 1)),
      cluster: values.cluster ?? DEFAULT_CLUSTER,
      config: values.config === undefined ? PRESETS.default : parseConfig(values.config),
      metadata: values.metadata,
      seed: values.seed === undefined ? undefined : seedNumber(values.seed),
      transport: transportOf(values.transport ?? 'auto'),
      isRealtime: values.realtime === true,
      reportMs: reportInterval(values['report-ms']),
      isTelemetryOn: values['no-spans'] !== true,
      isOneThread: values['one-thread'] === true,
    },
    isStdinIgnored: values['ignore-stdin'] === true,
  }
}

function reportInterval(text: string | undefined): number {
  const reportMs = text === undefined ? REPORT_MS : Number(text)
  if (REPORT_MS_MIN <= reportMs && reportMs <= REPORT_MS_MAX) return reportMs
  throw new UsageProblem(`--report-ms ${text} is not between ${REPORT_MS_MIN} and ${REPORT_MS_MAX}`)
}

function transportOf(text: string): TransportChoice {
  const choice = TRANSPORTS.find((one) => one === text)
  if (choice !== undefined) return choice
  throw new UsageProblem(`--transport ${text} is none of ${TRANSPORTS.join(', ')}`)
}

function places(binds: readonly string[], advertised: string | undefined): AgentPlace[] {
  const advertise = advertised === undefined ? undefined : address('--advertise', advertised, 1)
  if (advertise !== undefined && binds.length > 1) {
    throw new UsageProblem('--advertise goes with a single --bind')
  }
  return binds.map((text) => {
    const { host, port } = endpoint('--bind', text)
    if (WILDCARDS.has(host) && advertise === undefined) {
      const reason = 'peers need one address to know this agent by'
      throw new UsageProblem(
        `--bind ${text} listens everywhere; add --advertise HOST:PORT: ${reason}`,
      )
    }
    return { host, port, advertise }
  })
}

function address(flag: string, text: string, portMin: number): string {
  const { host, port } = endpoint(flag, text)
  if (port < portMin) throw new UsageProblem(`${flag} ${text} needs a port`)
  return formatAddress(host, port)
}

function endpoint(flag: string, text: string): { host: string; port: number } {
  const parsed = parseAddress(text)
  if (parsed !== undefined) return parsed
  throw new UsageProblem(
    `${flag} ${text} is no address: write a numeric host and a port, as in 127.0.0.1:9000 or [::1]:9000`,
  )
}

function seedNumber(text: string): number {
  const seed = Number(text)
  if (Number.isSafeInteger(seed) && seed >= 0) return seed
  throw new UsageProblem(`--seed ${text} is no whole number from 0 to 2^53 - 1`)
}

/** A complete configuration: every knob, no others, each of its type, and valid together. */
function parseConfig(text: string): ProtocolConfig {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageProblem(`--config is no JSON: ${(error as Error).message}`)
  }
  const given = Object(value) as Record<string, unknown>
  for (const [knob, sample] of Object.entries(PRESETS.default)) {
    if (typeof given[knob] !== typeof sample) {
      throw new UsageProblem(`--config needs ${knob}, a ${typeof sample}`)
    }
  }
  const unknown = Object.keys(given).filter((knob) => !Object.hasOwn(PRESETS.default, knob))
  if (unknown.length > 0) throw new UsageProblem(`--config has no knob ${unknown.join(', ')}`)
  const config = given as ProtocolConfig
  const problems = configProblems(config)
  if (problems.length > 0) throw new UsageProblem(`--config: ${problems.join('; ')}`)
  return config
}
