/** One agent in a process of its own, shown in this terminal until it ends or is told to. */
import type { ProtocolConfig, TransportChoice } from '../../agent/index.ts'
import { AgentProcess, type ProcessObserver } from '../cluster/agent-process.ts'
import { takePorts } from '../cluster/ports.ts'
import { UserError } from '../errors.ts'
import { AgentView } from '../terminal/agent-view.ts'
import { clockTime } from '../terminal/member-change.ts'
import { columnsOf, paintFor } from '../terminal/paint.ts'
import { wrap } from '../terminal/text.ts'

export type ShownAgent = {
  readonly bind: string
  readonly join: readonly string[]
  readonly cluster: string
  readonly metadata?: string | undefined
  readonly seed: number
  readonly protocol: ProtocolConfig
  readonly transport: TransportChoice
  /** The agent's own lines instead of ours. */
  readonly json: boolean
  readonly signal: AbortSignal
}

const READY_DEADLINE_MS = 30_000
const TICK_MS = 1000
/** As wide as the time of day before each line. */
const MARGIN = ' '.repeat('00:00:00  '.length)
const ADDRESS = /^(.+):(\d+)$/
/** Set, they say where spans go; unset, nobody would read them. */
const COLLECTOR_VARIABLES = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']

export async function showAgent(options: ShownAgent): Promise<void> {
  const stream = process.stdout
  const paint = paintFor(stream)
  const view = new AgentView(paint)
  const say = (text: string) => {
    const lines = wrap(text, columnsOf(stream), `${paint('dim', clockTime())}  `, MARGIN)
    stream.write(`${lines.join('\n')}\n`)
  }
  const observer: ProcessObserver = {
    line(_agent, text) {
      if (options.json) stream.write(`${text}\n`)
    },
    event(_agent, event) {
      if (!options.json) for (const text of view.take(event)) say(text)
    },
    ended() {},
  }
  const agent = await AgentProcess.start(
    {
      number: 0,
      addresses: [await freeAddress(options.bind)],
      join: options.join,
      clusterName: options.cluster,
      seed: options.seed,
      protocol: options.protocol,
      spans: COLLECTOR_VARIABLES.some((name) => process.env[name] !== undefined),
      transport: options.transport,
      reportMs: TICK_MS,
      environment: {},
    },
    observer,
  )
  const stop = () => void agent.stop()
  options.signal.addEventListener('abort', stop)
  if (options.signal.aborted) stop()
  let ticking: NodeJS.Timeout | undefined
  try {
    await agent.ready(READY_DEADLINE_MS)
    if (options.metadata !== undefined) {
      agent.send({ command: 'set-metadata', metadata: options.metadata })
    }
    const tick = () => say(view.tick(columnsOf(stream) - MARGIN.length))
    if (!options.json) ticking = setInterval(tick, TICK_MS)
    await agent.finished
  } catch (error) {
    // Told to end while it was still starting: that is no failure.
    if (!options.signal.aborted) throw error
  } finally {
    clearInterval(ticking)
    options.signal.removeEventListener('abort', stop)
    if (agent.isRunning) await agent.stop()
  }
  if (agent.condition === 'died') {
    throw new UserError(`the agent ended by itself (${agent.describeEnd()})`)
  }
}

/** `bind` with a real port, once nobody else has it: a taken one is refused before anything starts. */
async function freeAddress(bind: string): Promise<string> {
  const [, host, port] = ADDRESS.exec(bind) ?? []
  if (host === undefined || Number(port) > 65_535) {
    throw new UserError(`--bind ${bind} is no address`, {
      suggestion: 'Write host and port, such as 127.0.0.1:9000 or [::1]:9000.',
      exitCode: 2,
    })
  }
  if (host.startsWith('[')) return bind
  const [free] = await takePorts(host, Number(port), 1)
  return `${host}:${free}`
}
