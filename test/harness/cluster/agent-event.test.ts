import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { AgentEvent } from '../../../agent/index.ts'
import { zeroCounters } from '../../../agent/protocol/counters.ts'
import { parseAgentLine } from '../../../harness/cluster/agent-event.ts'

const agent = '127.0.0.1:9000'
const totals = {
  members: { alive: 1, suspect: 0, dead: 0, left: 0 },
  incarnation: 0,
  localHealth: 0,
  probesInFlight: 0,
  counters: zeroCounters(),
  messages: { sent: { ping: { count: 1, bytes: 9 } }, received: {}, malformed: {}, sendErrors: {} },
  telemetry: { spansStarted: 0, spansExported: 0, spansDropped: 0, eventsDropped: 0 },
}
const probes: AgentEvent = {
  event: 'probes',
  agent,
  timeNs: 5,
  targets: ['127.0.0.1:9001'],
  rows: [
    [1, 0, 1, 2, 3, 'acked'],
    [2, 0, 1, 2, null, 'timed-out'],
  ],
  lateNs: [12],
  arrivals: [[4, 2, 3], null],
}
const answers: AgentEvent = {
  event: 'answers',
  agent,
  timeNs: 6,
  peers: ['127.0.0.1:9001'],
  rows: [[0, 4, 1, 2, 3]],
  unlogged: 0,
}
const members: AgentEvent = {
  event: 'members',
  agent,
  timeNs: 3,
  peers: ['127.0.0.1:9001', '127.0.0.1:9002'],
  rows: [
    [2, 0, 'alive', 0, 'joined'],
    [3, 0, 'suspect', 0, 'gossip', 1],
  ],
}
const pauses = { count: 2, totalNs: 3, maxNs: 2 }
const runtime = { telemetryDelay: pauses, gc: { protocol: pauses, telemetry: pauses } }
const stats: AgentEvent = { event: 'stats', agent, timeNs: 6, ...totals }
const EVENTS: readonly AgentEvent[] = [
  {
    event: 'ready',
    agent,
    timeNs: 1,
    contract: 1,
    pid: 7,
    implementation: { name: 'x', version: '1' },
    transport: 'dgram',
  },
  { event: 'joined', agent, timeNs: 2 },
  { event: 'joined', agent, timeNs: 2, seed: '127.0.0.1:9001' },
  {
    event: 'member',
    agent,
    timeNs: 3,
    peer: '127.0.0.1:9001',
    state: 'suspect',
    incarnation: 2,
    why: 'gossip',
    by: '127.0.0.1:9002',
  },
  {
    event: 'suspicion',
    agent,
    timeNs: 4,
    peer: '127.0.0.1:9001',
    incarnation: 2,
    startedNs: 1,
    outcome: 'refuted',
    accusers: [{ by: agent, evidence: 'probe' }],
  },
  members,
  probes,
  answers,
  stats,
  { event: 'stats', agent, timeNs: 6, ...totals, runtime },
  { event: 'left', agent, timeNs: 7 },
  { event: 'summary', agent, timeNs: 8, ...totals, rttHistogram: 'HISTFAAA' },
  { event: 'error', agent, timeNs: 9, code: 'x', message: 'y', fatal: true },
]

describe('a line of an agent', () => {
  for (const event of EVENTS) {
    test(`that is a ${event.event} event is read as it was written`, () => {
      assert.deepEqual(parseAgentLine(JSON.stringify(event)), { ok: true, event })
    })
  }

  test('may hold more than is known of', () => {
    const parsed = parseAgentLine('{"event":"left","agent":"a","timeNs":1,"mood":"good"}')
    assert.deepEqual(parsed, { ok: true, event: { event: 'left', agent: 'a', timeNs: 1 } })
  })

  test('that is no JSON is a problem with the beginning of the line in it', () => {
    const parsed = parseAgentLine(`Segmentation fault ${'x'.repeat(1000)}`)
    assert.ok(!parsed.ok)
    assert.match(parsed.problem, /^not JSON: "Segmentation fault/)
    assert.ok(parsed.problem.length < 300)
  })

  test('with a field of the wrong type is a problem that names the field', () => {
    const parsed = parseAgentLine(JSON.stringify({ ...stats, counters: { probesSent: 'many' } }))
    assert.ok(!parsed.ok)
    assert.match(parsed.problem, /^counters\./)
  })

  test('with a row that names a target beyond the list is a problem', () => {
    const parsed = parseAgentLine(JSON.stringify({ ...probes, rows: [[1, 1, 1, 2, 3, 'acked']] }))
    assert.ok(!parsed.ok)
    assert.match(parsed.problem, /target/)
  })

  test('with fewer arrivals than rows is a problem', () => {
    const parsed = parseAgentLine(JSON.stringify({ ...probes, arrivals: [null] }))
    assert.ok(!parsed.ok)
    assert.match(parsed.problem, /arrivals/)
  })

  test('with an answer to a peer beyond the list is a problem', () => {
    const parsed = parseAgentLine(JSON.stringify({ ...answers, rows: [[1, 4, 1, 2, 3]] }))
    assert.ok(!parsed.ok)
    assert.match(parsed.problem, /peer/)
  })

  test('with a change of a member or by one beyond the list is a problem', () => {
    for (const row of [
      [2, 2, 'alive', 0, 'joined'],
      [2, 0, 'suspect', 0, 'gossip', 2],
    ]) {
      const parsed = parseAgentLine(JSON.stringify({ ...members, rows: [row] }))
      assert.ok(!parsed.ok)
      assert.match(parsed.problem, /peer/)
    }
  })

  test('with a row that is none is a problem that names the rows', () => {
    const parsed = parseAgentLine(JSON.stringify({ ...members, rows: [[2, 0, 'alive']] }))
    assert.ok(!parsed.ok)
    assert.match(parsed.problem, /^rows/)
  })

  test('never makes reading it fail', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), mutated()), (line) => {
        const parsed = parseAgentLine(line)
        assert.equal(typeof (parsed.ok ? parsed.event.agent : parsed.problem), 'string')
      }),
    )
  })
})

/** A true event with one of its fields replaced by anything. */
function mutated(): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...EVENTS), fc.nat(), fc.jsonValue())
    .map(([event, index, value]) => {
      const keys = Object.keys(event)
      return JSON.stringify({ ...event, [keys[index % keys.length] ?? '']: value })
    })
}
