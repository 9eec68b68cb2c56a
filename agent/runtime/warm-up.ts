/**
 * Runs the hot path some thousand times before it is needed: agents of a cluster of their own probe each
 * other over loopback, so that the first real probe meets compiled code. Nothing of it reaches the
 * network, a counter or a report of the agents that are to come.
 *
 * Several rounds with fresh agents: what V8 has compiled for the first objects of a kind it throws away
 * at the sight of the next, and an agent that probes once a second would not make it compile again.
 */
import { randomUUID } from 'node:crypto'
import { BindError } from '../transport/transport.ts'
import { AgentGroup, type GroupOptions } from './agent-group.ts'
import type { Driver } from './driver.ts'
import type { AgentPlace } from './thread-messages.ts'

const ROUNDS = 4
const ROUND_TRIPS = 1000
/** On a busy machine warm enough is what it is by then. */
const ROUND_MS_MAX = 150
const LOOK_MS = 5
const PLACE: AgentPlace = { host: '127.0.0.1', port: 0, advertise: undefined }
/** News, gossip and exchanges too: what was never seen has no compiled code. */
const QUICK = {
  probeIntervalMs: 0.2,
  probeTimeoutMs: 0.15,
  gossipIntervalMs: 2,
  antiEntropyMs: 20,
  leaveMs: 0,
}

export async function warmUp(options: GroupOptions, driver: Driver): Promise<void> {
  try {
    for (let round = 0; round < ROUNDS; round++) await probeForAWhile(options, driver)
  } catch (error) {
    // A machine without this loopback, or without a free port on it: its agents begin cold.
    if (!(error instanceof BindError)) throw error
  }
}

async function probeForAWhile(options: GroupOptions, driver: Driver): Promise<void> {
  let roundTrips = 0
  let taken = 0
  const group = await AgentGroup.open(
    {
      ...options,
      agents: [PLACE, PLACE, PLACE],
      seeds: [],
      cluster: `warm-up ${randomUUID()}`,
      config: { ...options.config, ...QUICK },
    },
    {
      driver,
      taken: () => taken,
      gc: () => [],
      post: (message) => {
        if (message.kind !== 'batch') return
        taken = (taken + message.reports.length) | 0
        roundTrips = (message.totals ?? []).reduce(
          (sum, [, { counters }]) => sum + counters.probesAcked,
          0,
        )
      },
    },
  )
  const endMs = driver.clock.nowMs() + ROUND_MS_MAX
  const alarm = driver.alarm(() => {
    group.obey({ kind: 'report' })
    group.obey({ kind: 'set-metadata', agent: 0, metadata: `${roundTrips}` })
    const nowMs = driver.clock.nowMs()
    if (roundTrips < ROUND_TRIPS && nowMs < endMs) alarm.set(nowMs + LOOK_MS)
    else void group.close()
  })
  alarm.set(driver.clock.nowMs() + LOOK_MS)
  group.start()
  await group.ended
}
