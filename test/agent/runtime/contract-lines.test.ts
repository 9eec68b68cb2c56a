/** Protocol events as the lines the contract promises. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
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
