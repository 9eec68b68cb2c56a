import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { configFrom } from '../../../agent/index.ts'
import { Cluster, type ClusterOptions } from '../../../harness/cluster/cluster.ts'
import { UserError } from '../../../harness/errors.ts'

const NOBODY = { line() {}, event() {}, ended() {} }
const PATIENCE_MS = 20_000
const never = new AbortController().signal

function options(some: Partial<ClusterOptions> = {}): ClusterOptions {
  return {
    name: 'cluster test',
    nodes: 3,
    agentsPerProcess: 1,
    basePort: 0,
    protocol: configFrom('default', {
      probeIntervalMs: 50,
      suspicionMs: 200,
      gossipIntervalMs: 50,
      leaveMs: 200,
    }),
    seed: 1,
    spans: false,
    transport: 'auto',
    environment: {},
    signal: never,
    ...some,
  }
}

function isGone(pid: number): boolean {
  return !existsSync(`/proc/${pid}`) || /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}

function converge(cluster: Cluster): Promise<boolean> {
  return cluster.until(() => cluster.convergedAtNs !== undefined, PATIENCE_MS, never)
}

describe('a cluster', () => {
  test('converges, loses a member, gets it back, and grows', async () => {
    await using cluster = await Cluster.start(options(), NOBODY)
    assert.equal(await converge(cluster), true)
    assert.ok((cluster.convergedAtNs ?? 0) > cluster.startedAtNs)
    assert.equal(cluster.membersAlive, 3)
    const [first = '', victim = '', third = ''] = cluster.addresses

    await cluster.kill(1)
    assert.deepEqual(cluster.running, [first, third])
    const isDead = () =>
      [first, third].every((agent) => cluster.views.of(agent, victim)?.state === 'dead')
    assert.equal(await cluster.until(isDead, PATIENCE_MS, never), true)
    assert.deepEqual(
      cluster.status().map(({ condition, seenAliveBy }) => [condition, seenAliveBy]),
      [
        ['running', 1],
        ['killed', 0],
        ['running', 1],
      ],
    )

    const incarnation = cluster.views.of(first, victim)?.incarnation ?? 0
    await cluster.restart(1)
    assert.equal(await converge(cluster), true)
    assert.ok((cluster.views.of(first, victim)?.incarnation ?? 0) > incarnation)

    assert.equal(await cluster.join(), 3)
    assert.equal(await converge(cluster), true)
    assert.equal(cluster.membersAlive, 4)
    assert.deepEqual(cluster.status()[3]?.sees, { alive: 3, suspect: 0, dead: 0, left: 0 })
  })

  test('sees a member that says goodbye as left', async () => {
    await using cluster = await Cluster.start(options(), NOBODY)
    await converge(cluster)
    const [first = '', second = '', leaver = ''] = cluster.addresses
    cluster.leave(2)
    assert.deepEqual(cluster.running, [first, second])
    const hasLeft = () =>
      [first, second].every((agent) => cluster.views.of(agent, leaver)?.state === 'left')
    assert.equal(await cluster.until(hasLeft, PATIENCE_MS, never), true)
    assert.equal(cluster.status()[2]?.condition, 'left')
  })

  test('suspects a member that is paused, and takes it back when it is resumed', async () => {
    await using cluster = await Cluster.start(
      options({ protocol: configFrom('default', { probeIntervalMs: 50, suspicionMs: 60_000 }) }),
      NOBODY,
    )
    await converge(cluster)
    const [first = '', , paused = ''] = cluster.addresses
    cluster.pause(2)
    assert.equal(cluster.status()[2]?.condition, 'paused')
    const isSuspect = () => cluster.views.of(first, paused)?.state === 'suspect'
    assert.equal(await cluster.until(isSuspect, PATIENCE_MS, never), true)
    cluster.resume(2)
    assert.equal(await converge(cluster), true)
  })

  test('hosts several agents in a process, and refuses to kill one of them alone', async () => {
    await using cluster = await Cluster.start(options({ nodes: 7, agentsPerProcess: 3 }), NOBODY)
    assert.equal(await converge(cluster), true)
    assert.deepEqual(cluster.processes.map(({ addresses }) => addresses.length).sort(), [1, 3, 3])
    // Also of those that started at the same time: their seeds are made of it.
    assert.deepEqual(cluster.processes.map(({ number }) => number).sort(), [0, 1, 2])
    await assert.rejects(cluster.kill(0), /its process hosts 3 agents/)
    assert.throws(() => cluster.pause(0), UserError)
    assert.throws(() => cluster.leave(7), /there is no agent 7/)
    cluster.leave(1)
    assert.equal(await converge(cluster), true)
    assert.equal(cluster.running.length, 6)
  })

  test('starts a process of several when those of the one before have joined', async () => {
    const order: string[] = []
    await using cluster = await Cluster.start(options({ nodes: 6, agentsPerProcess: 2 }), {
      ...NOBODY,
      event: ({ number }, { event }) => {
        if (event === 'ready' || event === 'joined') order.push(`${event} ${number}`)
      },
    })
    assert.equal(await converge(cluster), true)
    assert.deepEqual(
      order,
      [0, 1, 2].flatMap((number) =>
        ['ready', 'ready', 'joined', 'joined'].map((event) => `${event} ${number}`),
      ),
    )
  })

  test('reports when it is asked to', async () => {
    const reported = new Set<string>()
    await using cluster = await Cluster.start(options(), {
      ...NOBODY,
      event: (_, event) => {
        if (event.event === 'stats') reported.add(event.agent)
      },
    })
    assert.deepEqual(await cluster.report(PATIENCE_MS, never), [])
    assert.deepEqual([...reported].sort(), [...cluster.addresses].sort())
  })

  test('leaves no process behind', async () => {
    let pids: number[] = []
    {
      await using cluster = await Cluster.start(options(), NOBODY)
      cluster.pause(1)
      pids = cluster.processes.map(({ pid }) => pid)
      assert.equal(pids.filter(isGone).length, 0)
    }
    assert.equal(pids.filter(isGone).length, 3)
  })

  test('tells those who observe it until they do no longer', async () => {
    const cluster = await Cluster.start(options({ nodes: 2 }), NOBODY)
    let told = 0
    const stop = cluster.observe({
      ...NOBODY,
      event() {
        told += 1
      },
    })
    await cluster.report(PATIENCE_MS, never)
    assert.ok(told >= 2)
    stop()
    const before = told
    await cluster.stop()
    assert.equal(told, before)
  })
})

test('a cluster that cannot start leaves no process behind', async () => {
  const pids: number[] = []
  const oddAgent = fileURLToPath(new URL('../../support/odd-agent.ts', import.meta.url))
  const program = { file: process.execPath, args: [oddAgent, 'dies'] }
  await assert.rejects(
    Cluster.start(options({ program }), { ...NOBODY, ended: ({ pid }) => pids.push(pid) }),
    /ended while starting \(exit code 3: the reason why\)/,
  )
  assert.deepEqual(pids.filter(isGone), pids)
  assert.equal(pids.length, 1)
})

test('starting a cluster ends soon after it is called off', async () => {
  const oddAgent = fileURLToPath(new URL('../../support/odd-agent.ts', import.meta.url))
  const program = { file: process.execPath, args: [oddAgent, 'silent'] }
  const controller = new AbortController()
  const protocol = configFrom('default', { leaveMs: 0 })
  const starting = Cluster.start(options({ program, protocol, signal: controller.signal }), NOBODY)
  setTimeout(() => controller.abort(), 200)
  const beganAtMs = performance.now()
  await assert.rejects(starting)
  assert.ok(performance.now() - beganAtMs < 20_000)
})
