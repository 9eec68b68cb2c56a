/** What goes to the other thread, and when, in time under the test's hand. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ProtocolEvent } from '../../../agent/protocol/event.ts'
import { memberRows } from '../../../agent/runtime/member-log.ts'
import { Outbox } from '../../../agent/runtime/outbox.ts'
import type { EventBatch } from '../../../agent/runtime/thread-messages.ts'
import { HandDriver } from '../../support/hand-driver.ts'

const JOINED: ProtocolEvent = { kind: 'joined', atMs: 0, attempts: 0 }
const MEMBER: ProtocolEvent = {
  kind: 'member',
  atMs: 0,
  member: 'b',
  status: 'alive',
  incarnation: 0,
  why: 'joined',
}
const LATE: ProtocolEvent = { kind: 'late-ack', cycle: 1, target: 'b', sentMs: 0, ackMs: 1 }
const ANSWERED: ProtocolEvent = {
  kind: 'answered',
  from: 'b',
  receivedMs: 0,
  sentMs: 0,
  context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), sampled: true },
}
const ANSWERS: EventBatch['answers'] = [[0, { peers: ['b'], rows: [], unlogged: 7 }]]

class Bench {
  readonly driver = new HandDriver()
  taken = 0
  answers: EventBatch['answers'] = []
  readonly batches: EventBatch[] = []
  readonly outbox: Outbox

  constructor(intervalMs = 1000) {
    this.outbox = new Outbox({
      driver: this.driver,
      intervalMs,
      taken: () => this.taken,
      totals: () => [],
      answers: () => this.answers,
      gc: () => [],
      post: (batch) => this.batches.push(batch),
    })
  }

  kinds(): string[][] {
    return this.batches.map(({ reports }) => reports.map(([, event]) => event.kind))
  }
}

describe('the outbox', () => {
  test('hands over what changes the cluster in the next turn, and leaves the rest waiting', () => {
    const { outbox, driver, batches, kinds } = bound(new Bench())
    outbox.push(0, LATE)
    outbox.push(0, JOINED)
    assert.deepEqual(kinds(), [])
    driver.turn()
    assert.deepEqual(kinds(), [['joined']])
    assert.equal(batches[0]?.totals, undefined)
  })

  test('gathers what follows right behind, and lets none of it wait for the interval', () => {
    const { outbox, driver, batches } = bound(new Bench())
    outbox.push(0, MEMBER)
    driver.turn()
    assert.equal(batches.length, 1)
    for (let member = 0; member < 50; member++) {
      outbox.push(member % 2, MEMBER)
      driver.pass(1)
    }
    outbox.push(0, JOINED)
    assert.equal(batches.length, 1)
    driver.pass(100)
    assert.equal(batches.length, 2)
    const [, { members, reports } = {}] = batches
    assert.ok(members)
    const rows = memberRows(members)
    assert.deepEqual(
      [...rows.values()].map((one) => one.rows.length),
      [25, 25],
    )
    assert.deepEqual(reports, [[0, JOINED]])
    driver.pass(100)
    outbox.push(0, MEMBER)
    driver.turn()
    assert.equal(batches.length, 3)
  })

  test('hands over what waits with the first event after an interval, and counters with it', () => {
    for (const intervalMs of [100, 1000, 5000]) {
      const { outbox, driver, batches, kinds } = bound(new Bench(intervalMs))
      outbox.push(0, LATE)
      driver.pass(intervalMs)
      assert.deepEqual(kinds(), [])
      outbox.push(0, LATE)
      driver.turn()
      assert.deepEqual(kinds(), [['late-ack', 'late-ack']])
      assert.deepEqual(batches[0]?.totals, [])
      assert.equal(batches[0].atMs, intervalMs)
    }
  })

  test('does not wait when there is much', () => {
    const { outbox, driver, batches } = bound(new Bench())
    for (let event = 0; event < 512; event++) outbox.push(0, LATE)
    driver.turn()
    assert.equal(batches[0]?.reports.length, 512)
  })

  test('lets nothing wait longer than an interval and a half', () => {
    for (const intervalMs of [100, 1000, 5000]) {
      const { outbox, driver, kinds } = bound(new Bench(intervalMs))
      outbox.push(0, LATE)
      driver.pass(1.5 * intervalMs - 1)
      assert.deepEqual(kinds(), [])
      driver.pass(1)
      assert.deepEqual(kinds(), [['late-ack']])
    }
  })

  test('tells counters and answers when nothing happens, but not more often than it must', () => {
    const bench = new Bench()
    bench.answers = ANSWERS
    bench.driver.pass(60_000)
    assert.ok(bench.batches.length > 1 && bench.batches.length <= 6)
    for (const { totals, answers, reports } of bench.batches) {
      assert.deepEqual([totals, answers, reports], [[], ANSWERS, []])
    }
  })

  test('rings for nobody after it was closed, and has told everything then', () => {
    const { outbox, driver, kinds } = bound(new Bench())
    outbox.push(0, LATE)
    outbox.push(0, JOINED)
    outbox.close()
    assert.deepEqual(kinds(), [['joined', 'late-ack']])
    driver.pass(60_000)
    assert.equal(kinds().length, 1)
    assert.equal(driver.dueMs, Number.POSITIVE_INFINITY)
  })

  test('drops what only traces need while the other thread is behind, counts it, and nothing else', () => {
    const bench = new Bench()
    const { outbox, driver, batches, kinds } = bound(bench)
    for (let event = 0; event < 65_536; event++) outbox.push(0, ANSWERED)
    driver.turn()
    for (let event = 0; event < 10; event++) outbox.push(0, ANSWERED)
    outbox.push(0, LATE)
    outbox.report()
    assert.deepEqual(kinds().at(-1), ['late-ack'])
    assert.equal(batches.at(-1)?.eventsDropped, 10)
    bench.taken = 65_536
    outbox.push(0, ANSWERED)
    outbox.report()
    assert.deepEqual(kinds().at(-1), ['answered'])
    assert.equal(batches.at(-1)?.eventsDropped, 0)
  })
})

function bound(bench: Bench) {
  const { outbox, driver, batches } = bench
  return { outbox, driver, batches, kinds: () => bench.kinds() }
}
