/**
 * A flood of pings from one peer: how many an agent answers, against an echo in C, and whether the
 * agent keeps its members meanwhile.
 */
import { type AgentEvent, configFrom, seededRandom } from '../../../agent/index.ts'
import { clusterTag } from '../../../agent/wire/cluster.ts'
import { encodeMessage } from '../../../agent/wire/codec.ts'
import { formatCount } from '../../../analysis/index.ts'
import { Cluster } from '../../../harness/cluster/cluster.ts'
import { Receiver } from '../../../harness/receiver/receiver.ts'
import { floodFromC, startCEcho } from './c-floor.ts'
import { ratioOfRounds, shuffled } from './spread.ts'
import { atMost, printTable, printTargets, ratioTarget } from './targets.ts'

export type FloodPlan = {
  readonly program: string
  readonly rounds: number
  readonly durationS: number
  readonly seed: number
}

const MEMBERS = 3
const CLUSTER_NAME = 'flooded'
/** Enough to keep the socket from running dry, too few to overflow it. */
const WINDOW = 64
const MEETING_MS = 15_000
/** No agent gets there by itself in the time. */
const SEQUENCE = 0xfeed_beef

export async function flood({ program, rounds, durationS, seed }: FloodPlan): Promise<void> {
  const random = seededRandom(seed, 0)
  const datagram = ping()
  const doubts: AgentEvent[] = []
  const { signal } = new AbortController()
  await using receiver = await Receiver.start({ traces: async () => {}, metrics: async () => {} })
  await using cluster = await Cluster.start(
    {
      name: CLUSTER_NAME,
      nodes: MEMBERS,
      agentsPerProcess: 1,
      basePort: 0,
      protocol: configFrom('default'),
      seed,
      spans: true,
      transport: 'auto',
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      },
      signal,
    },
    {
      line() {},
      event(_process, event) {
        if (event.event === 'suspicion' || (event.event === 'member' && event.state !== 'alive')) {
          doubts.push(event)
        }
      },
      ended() {},
    },
  )
  const haveMet = () => cluster.convergedAtNs !== undefined
  if (!(await cluster.until(haveMet, MEETING_MS, signal))) throw new Error('the cluster never met')
  const { echo, port: echoPort } = await startCEcho(program)
  await using _ = echo
  const agentPort = Number(cluster.addresses[0]?.split(':').at(-1))
  const ports = { 'C, recvfrom and sendto': echoPort, 'our agent': agentPort }
  const perSecond: Record<keyof typeof ports, number[]> = {
    'C, recvfrom and sendto': [],
    'our agent': [],
  }
  for (let round = 1; round <= rounds; round++) {
    for (const who of shuffled(Object.keys(ports) as (keyof typeof ports)[], random)) {
      console.error(`round ${round} of ${rounds}: ${who}`)
      const target = { port: ports[who], datagram }
      const { answeredPerSecond } = await floodFromC(program, target, { window: WINDOW, durationS })
      perSecond[who].push(answeredPerSecond)
    }
  }
  const rows = Object.entries(perSecond).map(([who, rates]) => [who, ...rates.map(formatCount)])
  const columns = [
    { header: 'answered a second, by round', align: 'left' } as const,
    ...Array.from({ length: rounds }, () => ({ header: '', align: 'right' }) as const),
  ]
  printTable(columns, rows)
  const ratio = ratioOfRounds(perSecond['our agent'], perSecond['C, recvfrom and sendto'])
  printTargets([
    ratioTarget('answered, our agent / C', ratio, { least: 0.6 }),
    atMost('members suspected or lost meanwhile', doubts.length, 0),
    atMost('members that not all see alive at the end', MEMBERS - cluster.membersAlive, 0),
  ])
}

/** A plain ping of the flooded cluster. */
function ping(): Uint8Array {
  const buffer = new Uint8Array(64)
  const message = { kind: 'ping', sequence: SEQUENCE, updates: [] } as const
  return buffer.slice(0, encodeMessage(message, clusterTag(CLUSTER_NAME), buffer, '127.0.0.1:1'))
}
