/** What goes to the other thread, and when, on the real event loop with a clock under the hand. */
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ProtocolEvent } from '../../../agent/protocol/event.ts'
import { Outbox } from '../../../agent/runtime/outbox.ts'
import type { EventBatch } from '../../../agent/runtime/thread-messages.ts'

const JOINED: ProtocolEvent = { kind: 'joined', atMs: 0, attempts: 0 }
const LATE: ProtocolEvent = { kind: 'late-ack', cycle: 1, target: 'b', sentMs: 0, ackMs: 1 }
const ANSWERED: ProtocolEvent = {
  kind: 'answered',
  from: 'b',
  receivedMs: 0,
  sentMs: 0,
  context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), sampled: true },
}

class Bench {
  nowMs = 0
  taken = 0
  readonly batches: EventBatch[] = []
  readonly outbox = new Outbox({
    clock: { nowMs: () => this.nowMs },
    taken: () => this.taken,
    totals: () => [],
    post: (batch) => this.batches.push(batch),
  })

  constructor(t: TestContext) {
    t.after(() => this.outbox.close())
  }

  kinds(): string[][] {
    return this.batches.map(({ reports }) => reports.map(([, event]) => event.kind))
  }
}

describe('the outbox', () => {
  test('hands over what changes the cluster in the next turn, and leaves the rest waiting', async (t) => {
    const bench = new Bench(t)
    bench.outbox.push(0, LATE)
    bench.outbox.push(0, JOINED)
    assert.deepEqual(bench.kinds(), [])
    await nextTurn()
    assert.deepEqual(bench.kinds(), [['joined']])
    assert.equal(bench.batches[0]?.totals, undefined)
  })

  test('hands over what waits with the first event after a second, and counters with it', async (t) => {
    const bench = new Bench(t)
    bench.outbox.push(0, LATE)
    bench.nowMs = 1000
    bench.outbox.push(0, LATE)
    await nextTurn()
    assert.deepEqual(bench.kinds(), [['late-ack', 'late-ack']])
    assert.deepEqual(bench.batches[0]?.totals, [])
  })

  test('does not wait when there is much', async (t) => {
    const bench = new Bench(t)
    for (let event = 0; event < 512; event++) bench.outbox.push(0, LATE)
    await nextTurn()
    assert.equal(bench.batches[0]?.reports.length, 512)
  })

  test('lets nothing wait longer than a second and a half', async (t) => {
    const posted = Promise.withResolvers<void>()
    const outbox = new Outbox({
      clock: { nowMs: () => performance.now() },
      taken: () => 0,
      totals: () => [],
      post: () => posted.resolve(),
    })
    t.after(() => outbox.close())
    const startMs = performance.now()
    outbox.push(0, LATE)
    await posted.promise
    assert.ok(performance.now() - startMs >= 1499)
  })

  test('drops what only traces need while the other thread is behind, counts it, and nothing else', async (t) => {
    const bench = new Bench(t)
    for (let event = 0; event < 65_536; event++) bench.outbox.push(0, ANSWERED)
    await nextTurn()
    for (let event = 0; event < 10; event++) bench.outbox.push(0, ANSWERED)
    bench.outbox.push(0, LATE)
    bench.outbox.report()
    const last = bench.batches.at(-1)
    assert.deepEqual(
      last?.reports.map(([, { kind }]) => kind),
      ['late-ack'],
    )
    assert.equal(last.eventsDropped, 10)
    bench.taken = 65_536
    bench.outbox.push(0, ANSWERED)
    bench.outbox.report()
    assert.deepEqual(bench.kinds().at(-1), ['answered'])
    assert.equal(bench.batches.at(-1)?.eventsDropped, 0)
  })
})
