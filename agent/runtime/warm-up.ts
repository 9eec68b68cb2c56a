/**
 * Runs the hot path some thousand times before it is needed: agents of a cluster of their own probe each
 * other over loopback, so that the first real probe meets compiled code. Nothing of it reaches the
 * network, a counter or a report of the agents that are to come.
 *
 * Several rounds with fresh agents: what V8 has compiled for the first objects of a kind it throws away
 * at the sight of the next, and an agent that probes once a second would not make it compile again.
 */
import { randomUUID } from 'node:crypto'
import type { ProtocolConfig } from '../protocol/config.ts'
import { BindError } from '../transport/transport.ts'
import { AgentGroup, type GroupOptions } from './agent-group.ts'
import type { Driver } from './driver.ts'
import type { AgentPlace } from './thread-messages.ts'

type Round = {
  readonly knobs: Partial<ProtocolConfig>
  /** How often to look whether it is enough. */
  readonly lookMs: number
  /** On a busy machine warm enough is what it is by then. */
  readonly durationMsMax: number
}

const ROUND_TRIPS = 1000
const PLACE: AgentPlace = { host: '127.0.0.1', port: 0, advertise: undefined }
/** The thread sleeps between probes, as it will later: what was never seen has no compiled code. */
const SLOW: Round = {
  knobs: {
    probeIntervalMs: 20,
    probeTimeoutMs: 10,
    gossipIntervalMs: 0,
    antiEntropyMs: 0,
    leaveMs: 0,
  },
  lookMs: 100,
  durationMsMax: 100,
}
/** News, gossip and exchanges too. */
const QUICK: Round = {
  knobs: {
    probeIntervalMs: 0.2,
    probeTimeoutMs: 0.15,
    gossipIntervalMs: 2,
    antiEntropyMs: 20,
    leaveMs: 0,
  },
  lookMs: 5,
  durationMsMax: 150,
}
const ROUNDS = [SLOW, QUICK, QUICK, QUICK, QUICK]

export async function warmUp(options: GroupOptions, driver: Driver): Promise<void> {
  try {
    for (const round of ROUNDS) await probeForAWhile(options, driver, round)
  } catch (error) {
    // A machine without this loopback, or without a free port on it: its agents begin cold.
    if (!(error instanceof BindError)) throw error
  }
}

async function probeForAWhile(
  options: GroupOptions,
  driver: Driver,
  { knobs, lookMs, durationMsMax }: Round,
): Promise<void> {
  let roundTrips = 0
  let taken = 0
  const group = await AgentGroup.open(
    {
      ...options,
      agents: [PLACE, PLACE, PLACE],
      seeds: [],
      cluster: `warm-up ${randomUUID()}`,
      config: { ...options.config, ...knobs },
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
  const endMs = driver.clock.nowMs() + durationMsMax
  const alarm = driver.alarm(() => {
    group.obey({ kind: 'report' })
    group.obey({ kind: 'set-metadata', agent: 0, metadata: `${roundTrips}` })
    const nowMs = driver.clock.nowMs()
    if (roundTrips < ROUND_TRIPS && nowMs < endMs) alarm.set(nowMs + lookMs)
    else void group.close()
  })
  alarm.set(driver.clock.nowMs() + lookMs)
  group.start()
  await group.ended
}
