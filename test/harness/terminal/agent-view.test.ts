import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { HeardEvent } from '../../../harness/cluster/member-rows.ts'
import { AgentView } from '../../../harness/terminal/agent-view.ts'
import { plain } from '../../../harness/terminal/paint.ts'

const common = { agent: 'a:1', timeNs: 1 }

function member(peer: string, state: 'alive' | 'suspect' | 'dead' | 'left'): HeardEvent {
  return { event: 'member', ...common, peer, state, incarnation: 0, why: 'gossip' }
}

function probes(...rttsNs: readonly (number | null)[]): HeardEvent {
  const rows = rttsNs.map(
    (rttNs, cycle) =>
      [
        cycle,
        0,
        1000,
        2000,
        rttNs === null ? null : 2000 + rttNs,
        rttNs === null ? 'timed-out' : 'acked',
      ] as const,
  )
  return { event: 'probes', ...common, targets: ['b:2'], rows, lateNs: [] }
}

describe("an agent's live view", () => {
  test('tells of its start and of changes as they come', () => {
    const view = new AgentView(plain)
    const implementation = { name: 'swimbench', version: '0.1.0' }
    const ready = {
      event: 'ready',
      ...common,
      contract: 1,
      pid: 42,
      implementation,
      transport: 'dgram',
    } as const
    assert.deepEqual(view.take(ready), ['listening on a:1 (swimbench 0.1.0, dgram, pid 42)'])
    assert.deepEqual(view.take({ event: 'joined', ...common }), ['founded a cluster'])
    assert.deepEqual(view.take({ event: 'joined', ...common, seed: 'b:2' }), ['joined through b:2'])
    assert.deepEqual(view.take(member('b:2', 'suspect')), ['b:2 is suspect (gossip)'])
    assert.deepEqual(view.take({ event: 'left', ...common }), ['left the cluster'])
  })

  test('ticks with its members and the RTTs since the last tick', () => {
    const view = new AgentView(plain)
    for (const peer of ['b:2', 'c:3', 'd:4']) view.take(member(peer, 'alive'))
    view.take(member('d:4', 'suspect'))
    view.take(probes(300_000, 100_000, 900_000, null))
    assert.equal(
      view.tick(80),
      '3 members alive, 1 suspect  RTT 300 µs  max 900 µs of 3  1 timed out',
    )
    assert.equal(view.tick(80), '3 members alive, 1 suspect')
    view.take(probes(250_000))
    assert.equal(view.tick(80), '3 members alive, 1 suspect  RTT 250 µs')
  })

  test('does not count itself twice when it hears of itself', () => {
    const view = new AgentView(plain)
    view.take(member('a:1', 'alive'))
    assert.equal(view.tick(80), '1 member alive')
  })

  test('keeps its tick within the terminal', () => {
    const view = new AgentView(plain)
    view.take(probes(300_000, null))
    assert.equal(view.tick(30), '1 member alive  RTT 300 µs')
  })
})
