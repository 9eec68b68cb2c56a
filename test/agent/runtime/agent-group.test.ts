/** Agents of one thread: a group lives and ends as one, and several groups can share a driver. */
import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { MessageChannel } from 'node:worker_threads'
import type { Address, Status } from '../../../agent/protocol/message.ts'
import { configFrom } from '../../../agent/protocol/presets.ts'
import { AgentGroup, type GroupOptions } from '../../../agent/runtime/agent-group.ts'
import { chooseDriver } from '../../../agent/runtime/choose-driver.ts'
import { monotonicClock } from '../../../agent/runtime/clock.ts'
import type { Driver } from '../../../agent/runtime/driver.ts'
import { memberRows } from '../../../agent/runtime/member-log.ts'
import type { FromProtocolThread } from '../../../agent/runtime/thread-messages.ts'
import { FAST_PATH_MISSING } from '../../support/linux-thread.ts'

type Said<Kind extends FromProtocolThread['kind']> = Extract<FromProtocolThread, { kind: Kind }>
type Totals = NonNullable<Said<'batch'>['totals']>[number][1]

const PLACE = { host: '127.0.0.1', port: 0, advertise: undefined }
const OPTIONS: GroupOptions = {
  agents: [PLACE, PLACE, PLACE],
  seeds: [],
  cluster: 'test',
  config: configFrom('default', { probeIntervalMs: 20, probeTimeoutMs: 15, leaveMs: 20 }),
  metadata: undefined,
  seed: 1,
  reportMs: 100,
}

/** A message to this very thread has libuv run, and with it the test, whatever loop is in its way. */
const { port1: wake, port2: woken } = new MessageChannel()
woken.on('message', () => {}).unref()

/** A group and what it says. */
class Bench {
  readonly said: FromProtocolThread[] = []
  readonly #news = new EventEmitter()
  #taken = 0

  async open(driver: Driver, options: Partial<GroupOptions> = {}): Promise<AgentGroup> {
    return await AgentGroup.open(
      { ...OPTIONS, ...options },
      { driver, taken: () => this.#taken, gc: () => [], post: (message) => this.#hear(message) },
    )
  }

  of<Kind extends FromProtocolThread['kind']>(kind: Kind): Said<Kind>[] {
    return this.said.filter((one): one is Said<Kind> => one.kind === kind)
  }

  /** Waits for totals of so many agents in one batch, of which each `holds`. */
  async until(count: number, holds: (totals: Totals) => boolean): Promise<void> {
    await this.#untilBatch(({ totals = [] }) => {
      return totals.length === count && totals.every(([, one]) => holds(one))
    })
  }

  /** Waits until each of these is seen in a state by some agent of the group. */
  async untilSeen(addresses: readonly Address[], status: Status): Promise<void> {
    for (const address of addresses) {
      await this.#untilBatch(({ members }) => {
        const ofAll = members === undefined ? [] : [...memberRows(members).values()]
        return ofAll.some(({ peers, rows }) => {
          return rows.some(([, peer, state]) => peers[peer] === address && state === status)
        })
      })
    }
  }

  async #untilBatch(matches: (batch: Said<'batch'>) => boolean): Promise<void> {
    while (!this.of('batch').some(matches)) await once(this.#news, 'said')
  }

  #hear(message: FromProtocolThread): void {
    this.said.push(message)
    if (message.kind === 'batch') this.#taken += message.reports.length
    wake.postMessage(undefined)
    this.#news.emit('said')
  }
}

async function started(
  t: TestContext,
  driver: Driver,
  options: Partial<GroupOptions> = {},
): Promise<Bench & { readonly group: AgentGroup }> {
  const bench = new Bench()
  const group = await bench.open(driver, options)
  t.after(() => group.close())
  group.start()
  return Object.assign(bench, { group })
}

/** One for the whole file: two loops of the fast path would keep each other waiting. */
const drivers = {
  dgram: await chooseDriver('dgram', monotonicClock(), 1400),
  ffi: await chooseDriver('ffi', monotonicClock(), 1400),
}

for (const [name, chosen] of Object.entries(drivers)) {
  const skip = name === 'ffi' && FAST_PATH_MISSING
  const driver = (): Driver => (chosen.ok ? chosen.driver : assert.fail(chosen.reason))

  describe(`a group of agents on ${name}`, { skip }, () => {
    test('is a cluster of its own when it has no seeds', async (t) => {
      const bench = await started(t, driver())
      await bench.until(3, ({ members, counters }) => {
        return members.alive === 3 && counters.probesAcked > 5
      })
      const [first] = bench.group.addresses
      const joined = bench.of('batch').flatMap(({ reports }) =>
        reports.flatMap(([agent, event]) => {
          return event.kind === 'joined' ? [[agent, event.seed] as const] : []
        }),
      )
      assert.deepEqual(
        joined.toSorted(),
        [
          [0, undefined],
          [1, first],
          [2, first],
        ].toSorted(),
      )
    })

    test('tells which pings it answered and when, exactly where the transport can', async (t) => {
      const bench = await started(t, driver())
      await bench.until(3, ({ counters }) => counters.probesAcked > 5)
      const rows = bench.of('batch').flatMap(({ answers }) => {
        return answers.flatMap(([, answer]) => answer.rows)
      })
      assert.equal(rows.length > 5, name === 'ffi')
      for (const [, , kernelNs, awakeNs, sentNs] of rows) {
        assert.ok(kernelNs <= awakeNs && awakeNs <= sentNs, `${kernelNs} ${awakeNs} ${sentNs}`)
      }
    })

    test('loses one after the other, and ends with the last', async (t) => {
      const bench = await started(t, driver())
      await bench.until(3, ({ members }) => members.alive === 3)
      for (const agent of [1, 0, 2]) bench.group.obey({ kind: 'leave', agent })
      await bench.group.ended
      const stopped = bench.of('stopped')
      assert.deepEqual(stopped.map(({ agent, why }) => [agent, why]).toSorted(), [
        [0, 'left'],
        [1, 'left'],
        [2, 'left'],
      ])
      // Everything that the others still had to say was said by then.
      assert.equal(bench.said.at(-1)?.kind, 'batch')
    })

    test('shuts down without lingering, and whoever stays sees it as left', async (t) => {
      const stays = await started(t, driver(), { agents: [PLACE] })
      const goes = await started(t, driver(), {
        agents: [PLACE, PLACE],
        seeds: stays.group.addresses,
        config: { ...OPTIONS.config, leaveMs: 3_600_000 },
      })
      const gone = goes.group.addresses
      await goes.until(2, ({ members }) => members.alive === 3)
      await stays.untilSeen(gone, 'alive')
      goes.group.obey({ kind: 'shutdown' })
      await goes.group.ended
      await stays.untilSeen(gone, 'left')
    })

    test('shares its driver with another group, and hears nothing of it', async (t) => {
      const one = await started(t, driver(), { cluster: 'one' })
      const other = await started(t, driver(), { cluster: 'other', agents: [PLACE, PLACE] })
      await one.until(3, ({ members, counters }) => {
        return members.alive === 3 && counters.probesAcked > 5
      })
      await other.until(2, ({ members, counters }) => {
        return members.alive === 2 && counters.probesAcked > 5
      })
      await other.group.close()
      await other.group.ended
      const acked = Math.max(...one.of('batch').flatMap(ackedIn))
      await one.until(3, ({ counters }) => counters.probesAcked > acked + 5)
    })

    test('that cannot bind all its sockets keeps none', async () => {
      const taken = createServer().listen(0, '127.0.0.1')
      await once(taken, 'listening')
      const { port } = taken.address() as AddressInfo
      const bench = new Bench()
      const opening = bench.open(driver(), { agents: [PLACE, { ...PLACE, port }] })
      await assert.rejects(opening, { code: 'port-taken' })
      assert.deepEqual(
        bench.of('stopped').map(({ why }) => why),
        ['closed'],
      )
      taken.close()
    })
  })
}

function ackedIn({ totals = [] }: Said<'batch'>): number[] {
  return totals.map(([, { counters }]) => counters.probesAcked)
}
