/** Whole clusters on virtual time, as properties. A failure names the seed that replays it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { configFrom } from '../../agent/protocol/presets.ts'
import { VirtualCluster } from '../support/virtual-cluster.ts'

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1)

/** Runs `property` once per seed and says which one failed. */
function forEachSeed(property: (seed: number) => void): void {
  for (const seed of SEEDS) {
    try {
      property(seed)
    } catch (error) {
      throw new Error(`failed with seed ${seed}`, { cause: error })
    }
  }
}

describe('a healthy cluster', () => {
  test('converges within two seconds and stays without a suspicion', () => {
    forEachSeed((seed) => {
      const cluster = new VirtualCluster({ seed })
      cluster.startMany(12)
      const tookMs = cluster.runUntil(() => cluster.converged(), 2000)
      assert.notEqual(tookMs, undefined)
      cluster.run(30_000)
      assert.equal(cluster.converged(), true)
      assert.deepEqual(
        cluster.events.filter(({ event }) => event.kind === 'suspicion'),
        [],
      )
    })
  })

  test('sends about one ping and one ack per member and period, whatever its size', () => {
    for (const size of [5, 40]) {
      const cluster = new VirtualCluster({ seed: 7 })
      const members = cluster.startMany(size)
      cluster.run(10_000)
      const before = cluster.sent.length
      cluster.run(20_000)
      const perMemberPerSecond = (cluster.sent.length - before) / members.length / 20
      assert.ok(1.9 < perMemberPerSecond && perMemberPerSecond < 2.1, `${perMemberPerSecond}`)
    }
  })

  test('balances its counts: intended = sent + skipped, sent = answered + timed out + in flight', () => {
    const cluster = new VirtualCluster({ seed: 3, loss: 0.2 })
    const members = cluster.startMany(8)
    cluster.run(60_000)
    for (const member of members) {
      const { counters } = cluster.swim(member)
      const { probesInFlight } = cluster.swim(member).totals()
      assert.equal(counters.probesIntended, counters.probesSent + counters.probesSkipped)
      assert.equal(
        counters.probesSent,
        counters.probesAcked +
          counters.probesAckedIndirect +
          counters.probesTimedOut +
          probesInFlight,
      )
      assert.ok(0 < counters.probesAckedIndirect, 'at 20 % loss some relays help')
    }
  })

  test('replays exactly from its seed', () => {
    const [first, second] = [1, 1].map((seed) => {
      const cluster = new VirtualCluster({ seed, loss: 0.1 })
      cluster.startMany(6)
      cluster.run(20_000)
      return cluster.events
    })
    assert.deepEqual(first, second)
  })
})

describe('a crashed member', () => {
  test('is declared dead by all survivors within the bound of the round robin', () => {
    for (const preset of ['default', 'local', 'swim'] as const) {
      forEachSeed((seed) => {
        const config = configFrom(preset)
        const cluster = new VirtualCluster({ seed, config })
        const members = cluster.startMany(8)
        cluster.run(5000 + seed * 137)
        const [, victim = '', ...others] = members
        cluster.crash(victim)
        const survivors = [members[0] ?? '', ...others]
        const boundMs =
          2 * members.length * config.probeIntervalMs +
          config.suspicionMs * config.suspicionStretch +
          10 * config.probeIntervalMs
        const tookMs = cluster.runUntil(
          () => survivors.every((survivor) => cluster.view(survivor, victim) === 'dead'),
          boundMs,
        )
        assert.notEqual(tookMs, undefined, `${preset}: not all survivors know after ${boundMs} ms`)
        for (const survivor of survivors) {
          for (const other of survivors) assert.equal(cluster.view(survivor, other), 'alive')
        }
      })
    }
  })

  test('comes back under a higher incarnation', () => {
    forEachSeed((seed) => {
      const cluster = new VirtualCluster({ seed })
      const [seedAgent = '', victim = '', witness = ''] = cluster.startMany(5)
      cluster.run(3000)
      cluster.crash(victim)
      cluster.run(15_000)
      assert.equal(cluster.view(witness, victim), 'dead')
      cluster.start(victim, [seedAgent])
      assert.notEqual(
        cluster.runUntil(() => cluster.converged(), 3000),
        undefined,
      )
      assert.equal(cluster.incarnation(witness, victim), 1)
    })
  })

  test('is forgotten after the reap time', () => {
    const config = configFrom('default', { reapMs: 8000 })
    const cluster = new VirtualCluster({ seed: 5, config })
    const [, victim = '', witness = ''] = cluster.startMany(4)
    cluster.run(2000)
    cluster.crash(victim)
    cluster.run(10_000)
    assert.equal(cluster.view(witness, victim), 'dead')
    cluster.run(60_000)
    assert.equal(cluster.view(witness, victim), undefined)
    assert.ok(
      cluster.events.some(
        ({ at, event }) => at === witness && event.kind === 'member' && event.status === 'reaped',
      ),
    )
  })
})

describe('a member cut off from one other', () => {
  test('is kept alive by relays', () => {
    forEachSeed((seed) => {
      const cut = (from: string, to: string): boolean =>
        (from === '10.0.0.1:9000' && to === '10.0.0.2:9000') ||
        (from === '10.0.0.2:9000' && to === '10.0.0.1:9000')
      const armed = { now: false }
      const cluster = new VirtualCluster({ seed, cut: (from, to) => armed.now && cut(from, to) })
      cluster.startMany(5)
      cluster.run(3000)
      armed.now = true
      cluster.run(30_000)
      assert.equal(cluster.converged(), true)
      assert.ok(0 < cluster.swim('10.0.0.1:9000').counters.probesAckedIndirect)
    })
  })
})

describe('a cluster that was split', () => {
  test('becomes one again', () => {
    const isLow = (address: string): boolean => Number(address.split(/[.:]/)[3]) <= 3
    for (const preset of ['default', 'lan'] as const) {
      const split = { now: false }
      const cluster = new VirtualCluster({
        seed: 11,
        config: configFrom(preset),
        cut: (from, to) => split.now && isLow(from) !== isLow(to),
      })
      cluster.startMany(6)
      cluster.run(3000)
      split.now = true
      cluster.run(45_000)
      assert.equal(cluster.view('10.0.0.1:9000', '10.0.0.6:9000'), 'dead')
      split.now = false
      assert.notEqual(
        cluster.runUntil(() => cluster.converged(), 90_000),
        undefined,
        preset,
      )
    }
  })
})

describe('a member that leaves', () => {
  test('is seen as left, not dead, by all', () => {
    forEachSeed((seed) => {
      const cluster = new VirtualCluster({ seed })
      const [, leaver = '', ...others] = cluster.startMany(9)
      cluster.run(3000)
      cluster.tell(leaver, { kind: 'leave' })
      cluster.run(5000)
      assert.deepEqual(cluster.stops, [{ at: leaver, why: 'left' }])
      for (const other of others) assert.equal(cluster.view(other, leaver), 'left')
    })
  })
})

describe('a lossy network', () => {
  test('of 5 % ends no suspicion in a death, with Lifeguard', () => {
    forEachSeed((seed) => {
      const cluster = new VirtualCluster({ seed, config: configFrom('lan'), loss: 0.05 })
      cluster.startMany(10)
      cluster.run(120_000)
      const deaths = cluster.events.filter(
        ({ event }) => event.kind === 'member' && event.status === 'dead',
      )
      assert.deepEqual(deaths, [])
    })
  })
})
