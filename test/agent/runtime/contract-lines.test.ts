/** Protocol events as the lines the contract promises. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { zeroCounters } from '../../../agent/protocol/counters.ts'
import type { ProbeCycleEvent } from '../../../agent/protocol/event.ts'
import { ContractLines } from '../../../agent/runtime/contract-lines.ts'

const cycle = (number: number, target: string, ackMs?: number): ProbeCycleEvent => ({
  kind: 'probe-cycle',
  cycle: number,
  target,
  sequence: number,
  intendedMs: 1000 * number,
  sentMs: 1000 * number + 0.25,
  ...(ackMs === undefined ? {} : { ackMs }),
  endedMs: 1000 * number + 500,
  outcome: ackMs === undefined ? 'timed-out' : 'acked',
  localHealth: 0,
  relays: [],
})

describe('contract lines', () => {
  test('gather probe cycles into rows in nanoseconds, with each target named once', () => {
    const lines = new ContractLines('a')
    assert.equal(lines.take(cycle(1, 'b', 1000.5)), undefined)
    assert.equal(lines.take(cycle(2, 'c')), undefined)
    assert.equal(lines.take(cycle(3, 'b', 3001)), undefined)
    lines.take({ kind: 'late-ack', cycle: 2, target: 'c', sentMs: 2000.25, ackMs: 2700.5 })
    assert.deepEqual(lines.takeProbes(4000), {
      event: 'probes',
      agent: 'a',
      timeNs: 4_000_000_000,
      targets: ['b', 'c'],
      rows: [
        [1, 0, 1_000_000_000, 1_000_250_000, 1_000_500_000, 'acked'],
        [2, 1, 2_000_000_000, 2_000_250_000, null, 'timed-out'],
        [3, 0, 3_000_000_000, 3_000_250_000, 3_001_000_000, 'acked'],
      ],
      lateNs: [700_250_000],
    })
    assert.equal(lines.takeProbes(5000), undefined)
  })

  test('tell how acks came in as soon as one of them is known, in as many rows', () => {
    const lines = new ContractLines('a')
    const arrival = { kernelMs: 3000.75, awakeMs: 3000.875 }
    lines.take(cycle(1, 'b', 1000.5))
    lines.take(cycle(2, 'c'))
    lines.take({ ...cycle(3, 'b', 3001), arrival })
    assert.deepEqual(lines.takeProbes(4000)?.arrivals, [
      null,
      null,
      [3, 3_000_750_000, 3_000_875_000],
    ])
    lines.take(cycle(4, 'b', 4000.5))
    const later = lines.takeProbes(5000)
    assert.ok(later !== undefined && !('arrivals' in later))
  })

  test('tell which pings were answered, as they were noted', () => {
    const answers = { peers: ['b'], rows: [[0, 7, 1, 2, 3] as const], unlogged: 4 }
    assert.deepEqual(new ContractLines('a').answers(1.5, answers), {
      event: 'answers',
      agent: 'a',
      timeNs: 1_500_000,
      ...answers,
    })
  })

  test('tell counters with what the whole process has, and without what the contract does not name', () => {
    const none = { count: 0, totalNs: 0, maxNs: 0 }
    const totals = {
      members: { alive: 1, suspect: 0, dead: 0, left: 0 },
      incarnation: 2,
      localHealth: 0,
      probesInFlight: 1,
      counters: zeroCounters(),
      messages: { sent: {}, received: {}, malformed: {}, sendErrors: {} },
    }
    const ofProcess = {
      telemetry: { spansStarted: 1, spansExported: 1, spansDropped: 0, eventsDropped: 0 },
      runtime: { telemetryDelay: none, gc: { protocol: none, telemetry: none } },
    }
    const line = new ContractLines('a').stats(1.5, { ...totals, newsQueued: 5 }, ofProcess)
    assert.deepEqual(line, {
      event: 'stats',
      agent: 'a',
      timeNs: 1_500_000,
      ...totals,
      ...ofProcess,
    })
  })

  test('tell of one change of a member as such, and of several in one line', () => {
    const lines = new ContractLines('a')
    const change = [1_500_000, 0, 'suspect', 2, 'gossip', 1] as const
    assert.deepEqual(lines.members(3, { peers: ['b', 'c'], rows: [change] }), {
      event: 'member',
      agent: 'a',
      timeNs: 1_500_000,
      peer: 'b',
      state: 'suspect',
      incarnation: 2,
      why: 'gossip',
      by: 'c',
    })
    const rows = [change, [1_600_000, 1, 'alive', 0, 'joined']] as const
    assert.deepEqual(lines.members(3, { peers: ['b', 'c'], rows }), {
      event: 'members',
      agent: 'a',
      timeNs: 3_000_000,
      peers: ['b', 'c'],
      rows,
    })
  })

  test('tell at once of members and suspicions, without what the contract does not name', () => {
    const lines = new ContractLines('a')
    assert.deepEqual(
      lines.take({
        kind: 'member',
        atMs: 1.5,
        member: 'b',
        status: 'suspect',
        incarnation: 2,
        why: 'gossip',
        by: 'c',
        metadata: 'not in the line',
      }),
      {
        event: 'member',
        agent: 'a',
        timeNs: 1_500_000,
        peer: 'b',
        state: 'suspect',
        incarnation: 2,
        why: 'gossip',
        by: 'c',
      },
    )
    assert.deepEqual(
      lines.take({
        kind: 'suspicion',
        member: 'b',
        incarnation: 2,
        startedMs: 1,
        endedMs: 2,
        outcome: 'refuted',
        accusers: [{ by: 'a', atMs: 1, evidence: 'probe', cycle: 9 }],
      }),
      {
        event: 'suspicion',
        agent: 'a',
        timeNs: 2_000_000,
        peer: 'b',
        incarnation: 2,
        startedNs: 1_000_000,
        outcome: 'refuted',
        accusers: [{ by: 'a', evidence: 'probe' }],
      },
    )
  })
})
