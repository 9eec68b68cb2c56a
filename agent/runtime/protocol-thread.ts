/**
 * The worker that runs the protocol: any number of agents, each with its own socket and state. It
 * answers the network first and tells the telemetry thread afterwards.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { Address } from '../protocol/message.ts'
import { BindError } from '../transport/transport.ts'
import { AgentHost } from './agent-host.ts'
import { monotonicClock } from './clock.ts'
import { Outbox } from './outbox.ts'
import { seededRandom } from './random.ts'
import type { FromProtocolThread, ThreadOptions, ToProtocolThread } from './thread-messages.ts'

if (parentPort === null) throw new Error('this file runs as a worker')
const port = parentPort
const options = workerData as ThreadOptions
const clock = monotonicClock()
const taken = new Int32Array(options.taken)
/** In the order of `options.agents`; those that stopped are undefined. */
const hosts: (AgentHost | undefined)[] = []

const outbox = new Outbox({
  clock,
  taken: () => Atomics.load(taken, 0),
  totals: () =>
    hosts.flatMap((host, agent) => (host === undefined ? [] : [[agent, host.totals()] as const])),
  post,
})

try {
  await openAll()
  post({
    kind: 'ready',
    atMs: clock.nowMs(),
    transport: hosts[0]?.transport ?? '',
    addresses: hosts.map((host) => host?.address ?? ''),
  })
  port.on('message', obey)
  for (const [index, host] of hosts.entries()) host?.start(seedsOf(index))
} catch (error) {
  if (!(error instanceof BindError)) throw error
  outbox.close()
  await Promise.all(hosts.map((host) => host?.close()))
  post({ kind: 'failed', code: error.code, message: error.message })
}

async function openAll(): Promise<void> {
  for (const [index, place] of options.agents.entries()) {
    const host = await AgentHost.open({
      ...place,
      cluster: options.cluster,
      config: options.config,
      metadata: options.metadata,
      random: seededRandom(options.seed, index),
      clock,
      report: (event) => outbox.push(index, event),
      stopped: (why) => {
        const totals = host.totals()
        outbox.handOver()
        hosts[index] = undefined
        post({ kind: 'stopped', agent: index, atMs: clock.nowMs(), why, totals })
        if (hosts.every((other) => other === undefined)) {
          outbox.close()
          port.close()
        }
      },
    })
    hosts.push(host)
  }
}

function seedsOf(index: number): readonly Address[] {
  const [first] = hosts
  if (options.seeds.length > 0 || index === 0 || first === undefined) return options.seeds
  return [first.address]
}

function obey(command: ToProtocolThread): void {
  switch (command.kind) {
    case 'leave':
      for (const [index, host] of hosts.entries()) {
        if (command.agent === undefined || command.agent === index) host?.leave()
      }
      return
    case 'shutdown':
      for (const host of [...hosts]) {
        host?.leave()
        void host?.close()
      }
      return
    case 'set-metadata':
      hosts[command.agent]?.setMetadata(command.metadata)
      return
    case 'report':
      outbox.report()
      return
  }
}

function post(message: FromProtocolThread): void {
  port.postMessage(message)
}
