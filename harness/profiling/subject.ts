/**
 * What is profiled: a process that runs already, an agent of ours on an address where nothing is bound,
 * or, when nobody was named, one agent of a cluster that is kept busy so that there is something to see.
 */
import { configFrom, type ProtocolConfig } from '../../agent/index.ts'
import { Cluster } from '../cluster/cluster.ts'
import { takePorts } from '../cluster/ports.ts'
import { UserError } from '../errors.ts'
import { openTarget, type Target, type TargetRequest } from '../target/target.ts'
import type { Backend } from './backend.ts'

/** What has a say in how an agent of ours is started. */
type AgentStarter = Pick<Backend, 'attaches' | 'launch'> & { readonly name: string }

export type SubjectOptions = {
  /** Empty: a cluster of ours. */
  readonly request: TargetRequest
  readonly join: readonly string[]
  /** Members of a cluster of ours, the one that is profiled among them. */
  readonly nodes: number
  /** How often agents of ours probe; what suits when left out. */
  readonly probeIntervalMs: number | undefined
  readonly signal: AbortSignal
}

export type Subject = AsyncDisposable & {
  readonly target: Target
  /** Members that see the target, those of ours. */
  readonly peers: number
}

const HOST = '127.0.0.1'
/** Many datagrams a second, and still more silence than work. */
const BUSY_PROBE_INTERVAL_MS = 2
/** A busy machine makes acks late, and what is profiled should be the usual and not its rescue. */
const SUSPICION_MS = 5000
const REPORT_MS = 1000

export async function openSubject(
  options: SubjectOptions,
  backend: AgentStarter,
  folder: string,
): Promise<Subject> {
  const { request } = options
  if (request.address === undefined && request.pid === undefined) {
    return openClusterMember(options, backend, folder)
  }
  const { probeIntervalMs } = options
  const protocol =
    probeIntervalMs === undefined ? undefined : configFrom('default', { probeIntervalMs })
  const target = await openTarget(request, startOf(options, backend, folder, protocol))
  if (target.isOurs || backend.attaches) return { ...disposing(target), target, peers: 0 }
  throw new UserError(
    `${backend.name} cannot attach to process ${target.pid}, which runs already`,
    {
      suggestion: 'swimbench flamegraph with --backend inspector or perf can.',
      exitCode: 2,
    },
  )
}

async function openClusterMember(
  options: SubjectOptions,
  backend: AgentStarter,
  folder: string,
): Promise<Subject> {
  const { nodes, probeIntervalMs = BUSY_PROBE_INTERVAL_MS, signal } = options
  const protocol = configFrom('default', { probeIntervalMs, suspicionMs: SUSPICION_MS })
  const cluster = await Cluster.start(
    {
      nodes: nodes - 1,
      agentsPerProcess: 1,
      basePort: 0,
      protocol,
      seed: 1,
      spans: false,
      transport: 'auto',
      environment: {},
      signal,
    },
    { line() {}, event() {}, ended() {} },
  )
  try {
    const [port] = await takePorts(HOST, 0, 1)
    const join = cluster.addresses.slice(0, 1)
    const start = startOf({ ...options, join }, backend, folder, protocol)
    const target = await openTarget({ address: `${HOST}:${port}` }, start)
    return {
      target,
      peers: nodes - 1,
      async [Symbol.asyncDispose]() {
        await Promise.all([target[Symbol.asyncDispose](), cluster[Symbol.asyncDispose]()])
      },
    }
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

function startOf(
  { join, signal }: SubjectOptions,
  backend: AgentStarter,
  folder: string,
  protocol: ProtocolConfig | undefined,
): Parameters<typeof openTarget>[1] {
  return {
    join,
    signal,
    reportMs: REPORT_MS,
    ...backend.launch(folder),
    ...(protocol === undefined ? {} : { protocol }),
  }
}

function disposing(target: Target): AsyncDisposable {
  return { [Symbol.asyncDispose]: () => target[Symbol.asyncDispose]() }
}
