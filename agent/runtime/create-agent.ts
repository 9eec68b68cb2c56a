/**
 * An agent inside the caller's own process and event loop, for those who embed it. The same host as
 * in an agent process, without threads and telemetry.
 */
import { randomInt } from 'node:crypto'
import { pid } from 'node:process'
import { type AgentEvent, CONTRACT_VERSION } from '../contract.ts'
import type { ProtocolConfig } from '../protocol/config.ts'
import type { Address, MemberUpdate } from '../protocol/message.ts'
import { assertMetadata } from '../protocol/metadata.ts'
import { PRESETS } from '../protocol/presets.ts'
import { configProblems } from '../protocol/validate-config.ts'
import { formatAddress, type ParsedAddress, parseAddress } from '../wire/address.ts'
import { AgentHost, type StopReason } from './agent-host.ts'
import { monotonicClock, nanoseconds } from './clock.ts'
import { ContractLines } from './contract-lines.ts'
import { nodeDriver } from './driver.ts'
import { implementation } from './implementation.ts'
import { seededRandom } from './random.ts'

export type AgentOptions = {
  /** Numeric host and port to listen on; port 0 takes a free one. */
  readonly bind: Address
  /** Members to join through; none founds a cluster. */
  readonly join?: readonly Address[]
  /** How peers reach this agent, when it binds to all interfaces. */
  readonly advertise?: Address
  /** Only agents of the same name understand each other. */
  readonly cluster?: string
  readonly config?: ProtocolConfig
  /** What the member says about itself, at most 512 bytes. */
  readonly metadata?: string
  readonly seed?: number
  /** The events of the agent contract, probe cycles one by one. */
  readonly onEvent?: (event: AgentEvent) => void
}

export interface Agent {
  readonly address: Address
  /** What this agent thinks of everybody, itself first. */
  members(): readonly MemberUpdate[]
  setMetadata(metadata: string): void
  /** Says goodbye, lingers until the others have heard, and closes. */
  leave(): Promise<void>
  /** Closes at once, as a crash would. */
  close(): Promise<void>
}

/** Binds and starts; rejects when the address cannot be had or the configuration is refused. */
export async function createAgent(options: AgentOptions): Promise<Agent> {
  const config = options.config ?? PRESETS.default
  const problems = configProblems(config)
  if (problems.length > 0) throw new RangeError(`config: ${problems.join('; ')}`)
  const place = endpointOf('bind', options.bind)
  const seeds = (options.join ?? []).map((text) => canonical('join', text))
  const advertise =
    options.advertise === undefined ? undefined : canonical('advertise', options.advertise)
  assertMetadata(options.metadata ?? '')
  const clock = monotonicClock()
  const stopped = Promise.withResolvers<StopReason>()
  const emit = options.onEvent ?? (() => {})
  const host = await AgentHost.open({
    host: place.host,
    port: place.port,
    advertise,
    cluster: options.cluster ?? 'swimbench',
    config,
    metadata: options.metadata,
    random: seededRandom(options.seed ?? randomInt(2 ** 32), 0),
    driver: nodeDriver(clock, config.datagramBytesMax),
    report: (event) => {
      const line = lines.take(event) ?? lines.takeProbes(clock.nowMs())
      if (line !== undefined) emit(line)
    },
    stopped: (why) => {
      const now = { agent: host.address, timeNs: nanoseconds(clock.nowMs()) }
      if (why === 'left') emit({ event: 'left', ...now })
      if (why === 'join-failed') {
        const message = 'no seed answered before the deadline'
        emit({ event: 'error', ...now, code: why, message, fatal: true })
      }
      stopped.resolve(why)
    },
  })
  const lines = new ContractLines(host.address)
  emit({
    event: 'ready',
    agent: host.address,
    timeNs: nanoseconds(clock.nowMs()),
    contract: CONTRACT_VERSION,
    pid,
    implementation: implementation(),
    transport: host.transport,
  })
  host.start(seeds)
  return {
    address: host.address,
    members: () => host.members(),
    setMetadata: (metadata) => host.setMetadata(metadata),
    leave: async () => {
      host.leave()
      await stopped.promise
    },
    close: () => host.close(),
  }
}

function endpointOf(option: string, text: string): ParsedAddress {
  const parsed = parseAddress(text)
  if (parsed !== undefined) return parsed
  throw new RangeError(`${option} ${text} is no numeric address, such as 127.0.0.1:9000`)
}

function canonical(option: string, text: string): Address {
  const { host, port } = endpointOf(option, text)
  return formatAddress(host, port)
}
