/** Which transport an agent process runs on, what it says where there is a lack, and that they mix. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import type { AnswerRow, ArrivalRow, ProbeRow } from '../../../agent/contract.ts'
import { agentEntry } from '../../../agent/entry.ts'
import { runCommand } from '../../../harness/tools/command.ts'
import { type AgentChild, startAgent } from '../../support/agent-child.ts'
import { FAST_PATH_MISSING } from '../../support/linux-thread.ts'
import { NO_KOFFI } from '../../support/no-koffi.ts'
import { OTHER_PLATFORM } from '../../support/other-platform.ts'
import { PRIVILEGE_STAYS, REALTIME_MISSING, WITHOUT_PRIVILEGE } from '../../support/realtime.ts'

/** What the kernel's stamps and the agents' clocks may differ by. */
const CLOCK_ERROR_NS = 50_000

describe('an agent process where koffi does not load', () => {
  const variables = { NODE_OPTIONS: NO_KOFFI }

  test('takes the portable transport by itself, and says so once', async (t) => {
    const child = startAgent(t, { variables })
    const [seed = ''] = await child.addresses()
    const peer = startAgent(t, { seeds: [seed], transport: 'dgram' })
    await peer.until('stats', ({ members, counters }) => {
      return members.alive === 2 && counters.probesAcked > 2
    })
    assert.equal(child.of('ready')[0]?.transport, 'dgram')
    child.signal('SIGTERM')
    const { code, stderr } = await child.ended
    assert.deepEqual([code, stderr], [0, ''])
    const errors = child.of('error')
    assert.deepEqual(
      errors.map((error) => [error.code, error.fatal]),
      [['transport-fallback', false]],
    )
    assert.match(errors[0]?.message ?? '', /\(Cannot find the native Koffi module\).*node:dgram/)
  })

  test('says nothing of it when the portable transport is what was asked for', async (t) => {
    const child = startAgent(t, { variables, transport: 'dgram' })
    await child.addresses()
    child.signal('SIGTERM')
    assert.equal((await child.ended).code, 0)
    assert.deepEqual(child.of('error'), [])
  })

  test('refuses to start when the fast one was asked for, and says what to do', async (t) => {
    const child = startAgent(t, { variables, transport: 'ffi' })
    assert.deepEqual(await child.ended, { code: 1, signal: null, stderr: '' })
    assert.deepEqual(
      child.events.map(({ event }) => event),
      ['error'],
    )
    const [error] = child.of('error')
    assert.deepEqual([error?.code, error?.fatal], ['transport-unavailable', true])
    assert.match(error?.message ?? '', /Cannot find the native Koffi module.*--transport auto/)
  })
})

test('an agent process on another system takes the portable transport', async (t) => {
  const child = startAgent(t, { variables: { NODE_OPTIONS: OTHER_PLATFORM } })
  await child.addresses()
  assert.equal(child.of('ready')[0]?.transport, 'dgram')
  const [error] = await child.until('error')
  assert.match(error?.message ?? '', /sunos is not Linux/)
})

/** Scheduling policies by the name of the thread: the forty-first of proc_pid_stat(5), counted from behind the name. */
function policies(pid: number): [name: string, policy: number][] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')
    const nameEnd = stat.lastIndexOf(')')
    const name = stat.slice(stat.indexOf('(') + 1, nameEnd)
    return [name, Number(stat.slice(nameEnd + 2).split(' ')[38])]
  })
}

describe('real-time priority', { skip: FAST_PATH_MISSING }, () => {
  const SCHED_FIFO = 1

  test('is for the protocol thread only', { skip: REALTIME_MISSING }, async (t) => {
    const child = startAgent(t, { more: ['--realtime'] })
    await child.addresses()
    for (const [name, policy] of policies(child.pid)) {
      assert.equal(policy === SCHED_FIFO, name === 'protocol', `${name}: ${policy}`)
    }
    child.signal('SIGTERM')
    assert.equal((await child.ended).code, 0)
    assert.deepEqual(child.of('error'), [])
  })

  test('that is refused ends the agent, with what to do', {
    skip: PRIVILEGE_STAYS,
  }, async () => {
    const agent = [process.execPath, agentEntry(), '--bind', '127.0.0.1:0', '--ignore-stdin']
    const [file = '', ...args] = [...WITHOUT_PRIVILEGE, ...agent, '--realtime']
    const { exit, stdout } = await runCommand(file, args)
    const { event, code, message, fatal } = JSON.parse(stdout)
    assert.deepEqual([exit.code, event, code, fatal], [1, 'error', 'realtime-refused', true])
    assert.match(message, /SCHED_FIFO EPERM: run as root, .*ulimit -r 1/)
  })

  test('is not had where the fast transport does not work', async (t) => {
    const child = startAgent(t, { variables: { NODE_OPTIONS: NO_KOFFI }, more: ['--realtime'] })
    assert.equal((await child.ended).code, 1)
    const [error] = child.of('error')
    assert.equal(error?.code, 'transport-unavailable')
    assert.match(error?.message ?? '', /Koffi.*there is no --realtime/)
  })
})

describe('an agent process on the fast path', { skip: FAST_PATH_MISSING }, () => {
  test('takes it by itself', async (t) => {
    const child = startAgent(t)
    await child.addresses()
    assert.equal(child.of('ready')[0]?.transport, 'ffi')
    child.signal('SIGTERM')
    await child.ended
    assert.deepEqual(child.of('error'), [])
  })

  test('has sent and counted nothing when it is ready, though it is warm', async (t) => {
    const child = startAgent(t)
    await child.addresses()
    child.command({ command: 'report' })
    const [stats] = await child.until('stats')
    assert.deepEqual(stats?.messages, { sent: {}, received: {}, malformed: {}, sendErrors: {} })
    assert.ok(Object.values(stats.counters).every((count) => count === 0))
    assert.deepEqual(child.of('member'), [])
  })

  test('hears commands while it waits for datagrams that do not come', async (t) => {
    const child = startAgent(t)
    await child.addresses()
    const startMs = performance.now()
    for (let round = 1; round <= 10; round++) {
      child.command({ command: 'report' })
      await child.until('stats', () => true, round)
    }
    // libuv gets a turn every few seconds anyway; this must not be what they waited for.
    assert.ok(performance.now() - startMs < 8000)
  })

  test('outlives peers that crash, and takes up new ones', async (t) => {
    const child = startAgent(t)
    const [address = ''] = await child.addresses()
    const peer = startAgent(t, { seeds: [address] })
    const [crashed = ''] = await peer.addresses()
    await peer.until('joined')
    peer.signal('SIGKILL')
    await child.until('member', ({ peer, state }) => peer === crashed && state === 'dead')
    const next = startAgent(t, { seeds: [address] })
    await next.until('stats', ({ counters }) => counters.probesAcked > 2)
  })

  test('tells of every round trip what both ends saw, in order', async (t) => {
    const first = startAgent(t, { transport: 'ffi' })
    const [seed = ''] = await first.addresses()
    const second = startAgent(t, { transport: 'ffi', seeds: [seed] })
    await second.until('stats', ({ counters }) => counters.probesAcked > 10)
    for (const child of [first, second]) child.signal('SIGTERM')
    for (const child of [first, second]) assert.equal((await child.ended).code, 0)
    const joined = [...roundTrips(first, second), ...roundTrips(second, first)]
    assert.ok(joined.length > 10)
    for (const [row, arrival, answer] of joined) {
      const [, , , sentNs, ackNs] = row
      const [, ackKernelNs, ackAwakeNs] = arrival
      const [, , kernelNs, awakeNs, answeredNs] = answer
      const steps = [sentNs, kernelNs, awakeNs, answeredNs, ackKernelNs, ackAwakeNs, ackNs ?? 0]
      for (const [at, ns] of steps.entries()) {
        const before = steps[at - 1] ?? ns
        assert.ok(before - CLOCK_ERROR_NS <= ns, `step ${at} of ${steps}`)
      }
    }
  })
})

describe('a cluster of both transports', { skip: FAST_PATH_MISSING }, () => {
  test('probes both ways, and whoever leaves is seen as left', async (t) => {
    for (const [one, other] of [
      ['ffi', 'dgram'],
      ['dgram', 'ffi'],
    ] as const) {
      const first = startAgent(t, { transport: one })
      const [seed = ''] = await first.addresses()
      const second = startAgent(t, { transport: other, seeds: [seed] })
      const [gone = ''] = await second.addresses()
      for (const child of [first, second]) {
        await child.until('stats', ({ members, counters }) => {
          return members.alive === 2 && counters.probesAcked > 5
        })
      }
      assert.equal(first.of('ready')[0]?.transport, one)
      assert.equal(second.of('ready')[0]?.transport, other)
      second.signal('SIGTERM')
      await first.until('member', ({ peer, state }) => peer === gone && state === 'left')
      assert.equal((await second.ended).code, 0)
      assert.deepEqual(first.of('suspicion'), [])
      // Only the fast path knows how its acks came in and when it answered.
      for (const [child, transport] of [
        [first, one],
        [second, other],
      ] as const) {
        const isFast = transport === 'ffi'
        assert.equal(child.of('answers').length > 0, isFast)
        assert.equal(
          child.of('probes').some(({ arrivals }) => arrivals !== undefined),
          isFast,
        )
      }
      first.signal('SIGTERM')
      assert.equal((await first.ended).code, 0)
    }
  })
})

/** The direct acks of `prober` beside what `peer` says of its answers to the same pings. */
function roundTrips(prober: AgentChild, peer: AgentChild): [ProbeRow, ArrivalRow, AnswerRow][] {
  const answers = new Map<number, AnswerRow>()
  for (const { rows } of peer.of('answers')) {
    for (const row of rows) answers.set(row[1], row)
  }
  return prober.of('probes').flatMap(({ rows, arrivals = [] }) => {
    assert.equal(arrivals.length, rows.length)
    return rows.flatMap((row, index): [ProbeRow, ArrivalRow, AnswerRow][] => {
      const arrival = arrivals[index]
      if (!arrival) return []
      const answer = answers.get(arrival[0])
      // What was answered right before the end may be in no line any more.
      return answer === undefined ? [] : [[row, arrival, answer]]
    })
  })
}
