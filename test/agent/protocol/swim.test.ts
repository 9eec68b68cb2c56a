/** The state machine by hand: one agent, one input at a time, every effect looked at. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ProtocolConfig } from '../../../agent/protocol/config.ts'
import type { ProtocolEvent } from '../../../agent/protocol/event.ts'
import type { Effect, Input } from '../../../agent/protocol/input.ts'
import type { MemberUpdate, Message } from '../../../agent/protocol/message.ts'
import { configFrom } from '../../../agent/protocol/presets.ts'
import { Swim } from '../../../agent/protocol/swim.ts'
import { seededRandom } from '../../../agent/runtime/random.ts'

const SELF = '10.0.0.1:9000'
const B = '10.0.0.2:9000'
const C = '10.0.0.3:9000'
const D = '10.0.0.4:9000'
const STRANGER = '10.0.0.99:9000'

/** One agent under the test's hand: it feeds inputs, answers stamps at once, and keeps what came out. */
class Bench {
  nowMs = 0
  readonly swim: Swim
  readonly effects: Effect[] = []

  constructor(
    knobs: Partial<ProtocolConfig> = {},
    members: readonly string[] = [],
    seeds: string[] = [],
  ) {
    this.swim = new Swim({
      self: SELF,
      seeds,
      config: configFrom('default', { gossipIntervalMs: 0, antiEntropyMs: 0, ...knobs }),
      random: seededRandom(42, 0),
      updateSizeBytes: () => 16,
    })
    this.feed({ kind: 'start' })
    const updates = members.map(
      (member): MemberUpdate => ({ member, status: 'alive', incarnation: 0 }),
    )
    if (0 < updates.length) this.receive(B, { kind: 'gossip', updates })
    this.take()
  }

  feed(input: Input): void {
    for (const effect of this.swim.handle(input, this.nowMs)) {
      this.effects.push(effect)
      if (effect.kind !== 'send' || effect.stamp === undefined) continue
      this.feed({ kind: 'sent', stamp: effect.stamp, atMs: this.nowMs })
    }
  }

  receive(from: string, message: Message): void {
    this.feed({ kind: 'datagram', from, message })
  }

  hear(update: MemberUpdate): void {
    this.receive(B, { kind: 'gossip', updates: [update] })
  }

  /** Lets time pass, waking the agent whenever it asks for it. */
  pass(durationMs: number): void {
    const untilMs = this.nowMs + durationMs
    while (this.swim.deadlineMs() <= untilMs) {
      this.nowMs = Math.max(this.nowMs, this.swim.deadlineMs())
      this.feed({ kind: 'wake' })
    }
    this.nowMs = untilMs
  }

  /** Lets time pass until the next ping leaves, and returns it. */
  nextPing(): { to: string; sequence: number; context: Message['context'] } {
    for (let step = 0; step < 100; step++) {
      this.nowMs = Math.max(this.nowMs, this.swim.deadlineMs())
      this.feed({ kind: 'wake' })
      const sent = this.sends('ping').at(-1)
      if (sent !== undefined && sent.message.kind === 'ping') {
        this.take()
        return { to: sent.to, sequence: sent.message.sequence, context: sent.message.context }
      }
    }
    throw new Error('no ping in a hundred wakes')
  }

  sends(kind: Message['kind']): { to: string; message: Message }[] {
    return this.effects.filter(
      (effect) => effect.kind === 'send' && effect.message.kind === kind,
    ) as never
  }

  events<Kind extends ProtocolEvent['kind']>(kind: Kind): Extract<ProtocolEvent, { kind: Kind }>[] {
    const events = this.effects.flatMap((effect) =>
      effect.kind === 'report' ? [effect.event] : [],
    )
    return events.filter((event) => event.kind === kind) as never
  }

  /** Forgets what came out so far. */
  take(): void {
    this.effects.length = 0
  }

  status(member: string): string | undefined {
    return this.swim.members().find((known) => known.member === member)?.status
  }
}

const bare = { updates: [] }

describe('a ping', () => {
  test('is answered with an ack of the same sequence', () => {
    const bench = new Bench({}, [B])
    bench.receive(B, { kind: 'ping', sequence: 7, ...bare })
    const [ack] = bench.sends('ack')
    assert.equal(ack?.to, B)
    assert.equal(ack?.message.kind === 'ack' && ack.message.sequence, 7)
  })

  test('that carries a context is reported by its answerer, and another is not', () => {
    const bench = new Bench({}, [B])
    bench.receive(B, { kind: 'ping', sequence: 7, ...bare })
    assert.deepEqual(bench.events('answered'), [])
    const context = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true }
    bench.receive(B, { kind: 'ping', sequence: 8, context, ...bare })
    assert.deepEqual(bench.events('answered'), [
      { kind: 'answered', from: B, receivedMs: 0, sentMs: 0, context },
    ])
  })

  test('from somebody unknown leads to an exchange with them, once an interval', () => {
    const bench = new Bench({}, [B])
    for (let sequence = 0; sequence < 3; sequence++) {
      bench.receive(STRANGER, { kind: 'ping', sequence, ...bare })
    }
    const exchanges = bench.effects.filter((effect) => effect.kind === 'exchange')
    assert.deepEqual(
      exchanges.map((effect) => effect.to),
      [STRANGER],
    )
  })
})

describe('a probe cycle', () => {
  test('ends at its ack, with the RTT of the send and receive times', () => {
    const bench = new Bench({}, [B])
    const { to, sequence } = bench.nextPing()
    assert.equal(to, B)
    const sentMs = bench.nowMs
    bench.nowMs += 0.125
    bench.receive(B, { kind: 'ack', sequence, ...bare })
    const [cycle] = bench.events('probe-cycle')
    assert.equal(cycle?.outcome, 'acked')
    assert.equal(cycle?.sentMs, sentMs)
    assert.equal(cycle?.ackMs, sentMs + 0.125)
  })

  test('asks relays after its timeout, never the target itself', () => {
    const bench = new Bench({ relayCount: 3 }, [B, C, D])
    const { to, sequence } = bench.nextPing()
    bench.pass(499)
    assert.deepEqual(bench.sends('ping-req'), [])
    bench.pass(1)
    const asked = bench.sends('ping-req')
    assert.deepEqual(
      asked.map((sent) => sent.to).toSorted(),
      [B, C, D].filter((member) => member !== to),
    )
    for (const { message } of asked) {
      assert.ok(
        message.kind === 'ping-req' && message.target === to && message.sequence === sequence,
      )
    }
  })

  test('is saved by a forwarded ack, and reported at its deadline with every relay’s answer', () => {
    const bench = new Bench({ relayCount: 2 }, [B, C, D])
    const { to, sequence } = bench.nextPing()
    const sentMs = bench.nowMs
    bench.pass(500)
    const [first = '', second = ''] = bench.sends('ping-req').map((sent) => sent.to)
    bench.receive(first, { kind: 'ack', sequence, ...bare })
    bench.receive(second, { kind: 'nack', sequence, ...bare })
    assert.deepEqual(bench.events('probe-cycle'), [])
    bench.nowMs = sentMs + 999
    bench.pass(1.5)
    const [cycle] = bench.events('probe-cycle')
    assert.equal(cycle?.outcome, 'acked-indirect')
    assert.deepEqual(
      cycle?.relays.map(({ answer }) => answer),
      ['ack', 'nack'],
    )
    assert.equal(bench.status(to), 'alive')
  })

  test('without any answer makes its target suspect one interval after the ping', () => {
    const bench = new Bench({}, [B])
    bench.nextPing()
    bench.pass(999)
    assert.equal(bench.status(B), 'alive')
    bench.pass(1)
    assert.equal(bench.status(B), 'suspect')
    const [cycle] = bench.events('probe-cycle')
    assert.equal(cycle?.outcome, 'timed-out')
    assert.equal('ackMs' in (cycle ?? {}), false)
  })

  test('that was given up keeps the true RTT of an ack that comes late', () => {
    const bench = new Bench({}, [B])
    const { sequence } = bench.nextPing()
    const sentMs = bench.nowMs
    bench.pass(1200)
    bench.receive(B, { kind: 'ack', sequence, ...bare })
    const [late] = bench.events('late-ack')
    assert.equal(late?.sentMs, sentMs)
    assert.equal(late?.ackMs, sentMs + 1200)
    assert.equal(bench.swim.counters.acksLate, 1)
    assert.equal(bench.swim.counters.probesTimedOut, 1)
  })

  test('ignores and counts acks that it did not ask for', () => {
    const bench = new Bench({}, [B, C])
    const { to, sequence } = bench.nextPing()
    const other = to === B ? C : B
    bench.receive(other, { kind: 'ack', sequence, ...bare })
    bench.receive(to, { kind: 'ack', sequence: sequence + 1, ...bare })
    bench.receive(STRANGER, { kind: 'nack', sequence, ...bare })
    assert.equal(bench.swim.counters.acksStray, 3)
    assert.deepEqual(bench.events('probe-cycle'), [])
    bench.receive(to, { kind: 'ack', sequence, ...bare })
    assert.equal(bench.events('probe-cycle').length, 1)
    bench.receive(to, { kind: 'ack', sequence, ...bare })
    assert.equal(bench.swim.counters.acksStray, 4, 'a second ack of the same ping is one too many')
  })

  test('begins on the grid: cycles that came too late are skipped and counted', () => {
    const bench = new Bench({}, [B])
    const { sequence } = bench.nextPing()
    bench.receive(B, { kind: 'ack', sequence, ...bare })
    bench.take()
    bench.nowMs += 3700
    bench.feed({ kind: 'wake' })
    const { counters } = bench.swim
    assert.deepEqual(
      bench.events('skipped').map(({ cycles }) => cycles),
      [2],
    )
    assert.equal(counters.probesIntended, counters.probesSent + counters.probesSkipped)
    const next = bench.sends('ping')
    assert.equal(next.length, 1)
  })

  test('slows down with local health, and recovers', () => {
    const bench = new Bench({ localHealthMax: 3, relayCount: 0 }, [B])
    bench.nextPing()
    bench.pass(1000)
    assert.equal(bench.swim.totals().localHealth, 1)
    const { sequence } = bench.nextPing()
    bench.receive(B, { kind: 'ack', sequence, ...bare })
    assert.equal(bench.swim.totals().localHealth, 0)
  })

  test('with context on the wire gives every relay a span of its own in the same trace', () => {
    const bench = new Bench({ contextOnWire: true, relayCount: 2 }, [B, C, D])
    const { context } = bench.nextPing()
    bench.pass(500)
    const contexts = bench.sends('ping-req').map((sent) => sent.message.context)
    assert.ok(contexts.every((one) => one?.traceId === context?.traceId))
    assert.equal(new Set([context, ...contexts].map((one) => one?.spanId)).size, 3)
  })
})

describe('a relay', () => {
  test('pings under its own sequence and forwards the ack under the requester’s', () => {
    const bench = new Bench({}, [B, C])
    bench.receive(B, { kind: 'ping-req', sequence: 77, target: C, ...bare })
    const [ping] = bench.sends('ping')
    assert.ok(ping?.to === C && ping.message.kind === 'ping' && ping.message.sequence !== 77)
    bench.receive(C, { kind: 'ack', sequence: ping.message.sequence, ...bare })
    const [ack] = bench.sends('ack')
    assert.ok(ack?.to === B && ack.message.kind === 'ack' && ack.message.sequence === 77)
    assert.equal(bench.events('relayed').length, 1)
  })

  test('says so when the target is silent to it too', () => {
    const bench = new Bench({}, [B, C])
    bench.receive(B, { kind: 'ping-req', sequence: 77, target: C, ...bare })
    bench.pass(400)
    const [nack] = bench.sends('nack')
    assert.ok(nack?.to === B && nack.message.kind === 'nack' && nack.message.sequence === 77)
  })

  test('says nothing in plain SWIM', () => {
    const bench = new Bench({ nack: false }, [B, C])
    bench.receive(B, { kind: 'ping-req', sequence: 77, target: C, ...bare })
    bench.pass(3000)
    assert.deepEqual(bench.sends('nack'), [])
  })

  test('is not talked into pinging strangers', () => {
    const bench = new Bench({}, [B])
    bench.receive(B, { kind: 'ping-req', sequence: 77, target: STRANGER, ...bare })
    assert.deepEqual(bench.sends('ping'), [])
  })
})

describe('a suspicion', () => {
  const accusation = (by: string): MemberUpdate => ({
    member: C,
    status: 'suspect',
    incarnation: 0,
    by,
  })

  test('becomes a death when nobody refutes it in time', () => {
    const bench = new Bench({ suspicionMs: 2000 }, [B, C])
    bench.hear(accusation(B))
    bench.pass(1999)
    assert.equal(bench.status(C), 'suspect')
    bench.pass(1)
    assert.equal(bench.status(C), 'dead')
    assert.equal(bench.events('suspicion')[0]?.outcome, 'confirmed')
  })

  test('is lifted by the accused under a higher incarnation', () => {
    const bench = new Bench({}, [B, C])
    bench.hear(accusation(B))
    bench.hear({ member: C, status: 'alive', incarnation: 1 })
    assert.equal(bench.status(C), 'alive')
    assert.equal(bench.events('suspicion')[0]?.outcome, 'refuted')
    assert.equal(bench.events('member').at(-1)?.why, 'refuted')
  })

  test('is shortened by independent confirmations, not by one accuser repeating itself', () => {
    // Too rare a probe for the agent to become an accuser itself.
    const knobs = {
      suspicionStretch: 6,
      confirmationCount: 2,
      suspicionMs: 2000,
      probeIntervalMs: 100_000,
    }
    const alone = new Bench(knobs, [B, C, D, '10.0.0.5:9000'])
    for (let repeat = 0; repeat < 5; repeat++) alone.hear(accusation(B))
    alone.pass(11_000)
    assert.equal(alone.status(C), 'suspect')
    const confirmed = new Bench(knobs, [B, C, D, '10.0.0.5:9000'])
    for (const by of [B, D, '10.0.0.5:9000']) confirmed.hear(accusation(by))
    confirmed.pass(2000)
    assert.equal(confirmed.status(C), 'dead')
    assert.equal(confirmed.events('suspicion')[0]?.accusers.length, 3)
  })

  test('is told to its suspect before all other news, and not without the buddy system', () => {
    for (const buddy of [true, false]) {
      const bench = new Bench({ buddy, datagramBytesMax: 64 + 16 }, [B, C, D])
      bench.hear(accusation(B))
      bench.take()
      // Room for one piece of news, and others are fresher.
      for (const update of ['a', 'b', 'c']) {
        bench.hear({
          member: `10.0.1.${update.charCodeAt(0)}:9000`,
          status: 'alive',
          incarnation: 0,
        })
      }
      bench.receive(C, { kind: 'ping', sequence: 1, ...bare })
      const [ack] = bench.sends('ack')
      assert.equal(ack?.message.updates[0]?.member === C, buddy)
    }
  })
})

describe('news about the agent itself', () => {
  test('is refuted by a higher incarnation, and costs local health', () => {
    const bench = new Bench({}, [B])
    bench.hear({ member: SELF, status: 'suspect', incarnation: 0, by: B })
    assert.equal(bench.swim.totals().incarnation, 1)
    assert.equal(bench.swim.totals().localHealth, 1)
    bench.receive(B, { kind: 'ping', sequence: 1, ...bare })
    const refutation = bench.sends('ack')[0]?.message.updates.find(({ member }) => member === SELF)
    assert.deepEqual(refutation, { member: SELF, status: 'alive', incarnation: 1 })
  })

  test('from a former life is outlived without costing local health', () => {
    const bench = new Bench({}, [], [B])
    bench.feed({
      kind: 'exchange-answer',
      from: B,
      members: [
        { member: B, status: 'alive', incarnation: 0 },
        { member: SELF, status: 'dead', incarnation: 4, by: C },
      ],
    })
    assert.equal(bench.swim.totals().incarnation, 5)
    assert.equal(bench.swim.totals().localHealth, 0)
    assert.equal(bench.swim.counters.selfRefutations, 0)
  })
})

describe('an exchange', () => {
  test('brings news of the dead as a suspicion, which they can still refute', () => {
    const bench = new Bench({}, [B, C])
    const members = [{ member: C, status: 'dead', incarnation: 0, by: D } as const]
    bench.feed({ kind: 'exchange-request', stream: 3, from: B, members })
    assert.equal(bench.status(C), 'suspect')
    const [reply] = bench.effects.filter((effect) => effect.kind === 'exchange-reply')
    assert.equal(reply?.stream, 3)
    assert.equal(reply?.members.length, 3)
  })

  test('does not bring back the dead of others as members', () => {
    const bench = new Bench({}, [B])
    const members = [{ member: D, status: 'dead', incarnation: 0 } as const]
    bench.feed({ kind: 'exchange-answer', from: B, members })
    assert.equal(bench.status(D), undefined)
  })
})

describe('joining', () => {
  test('asks every seed but itself', () => {
    const bench = new Bench({}, [], [B, SELF, C])
    assert.equal(bench.swim.totals().members.alive, 1)
    const fresh = new Swim({
      self: SELF,
      seeds: [B, SELF, C],
      config: configFrom('default'),
      random: seededRandom(1, 0),
      updateSizeBytes: () => 16,
    })
    const asked = fresh.handle({ kind: 'start' }, 0).filter((effect) => effect.kind === 'exchange')
    assert.deepEqual(
      asked.map(({ to }) => to),
      [B, C],
    )
  })

  test('retries with growing pauses, then gives up and stops', () => {
    const bench = new Bench({ joinBackoffMs: 100, joinTimeoutMs: 2000 }, [], [B])
    const attempts: number[] = []
    for (let atMs = 0; atMs <= 2000; atMs += 10) {
      bench.pass(10)
      if (bench.effects.some((effect) => effect.kind === 'exchange')) attempts.push(bench.nowMs)
      if (bench.effects.some((effect) => effect.kind === 'stop' && effect.why === 'join-failed'))
        break
      bench.take()
    }
    assert.ok(3 <= attempts.length && attempts.length <= 5, attempts.join(' '))
    const gaps = attempts.slice(1).map((atMs, index) => atMs - (attempts[index] ?? 0))
    assert.deepEqual(
      gaps,
      gaps.toSorted((a, b) => a - b),
    )
    assert.equal(bench.swim.deadlineMs(), Number.POSITIVE_INFINITY)
    assert.ok(bench.nowMs <= 2010)
  })

  test('without seeds founds a cluster at once', () => {
    const swim = new Swim({
      self: SELF,
      seeds: [SELF],
      config: configFrom('default'),
      random: seededRandom(1, 0),
      updateSizeBytes: () => 16,
    })
    const [joined] = swim.handle({ kind: 'start' }, 5)
    assert.deepEqual(joined, {
      kind: 'report',
      event: { kind: 'joined', atMs: 5, attempts: 0 },
    })
  })
})

describe('leaving', () => {
  test('says goodbye at once, and stops when its time is up', () => {
    const bench = new Bench({ leaveMs: 300 }, [B, C])
    bench.feed({ kind: 'leave' })
    const goodbye = bench.sends('gossip')
    assert.ok(0 < goodbye.length)
    const left = { member: SELF, status: 'left', incarnation: 0 } as const
    assert.ok(
      goodbye.every(({ message }) =>
        message.updates.some((update) => update.member === left.member && update.status === 'left'),
      ),
    )
    bench.take()
    bench.pass(300)
    assert.deepEqual(
      bench.effects.filter((effect) => effect.kind === 'stop'),
      [{ kind: 'stop', why: 'left' }],
    )
    assert.deepEqual(bench.swim.handle({ kind: 'wake' }, 10_000), [])
  })

  test('is not undone by whoever says otherwise', () => {
    const bench = new Bench({}, [B])
    bench.feed({ kind: 'leave' })
    bench.hear({ member: SELF, status: 'suspect', incarnation: 0, by: B })
    assert.equal(bench.status(SELF), 'left')
    assert.equal(bench.swim.totals().incarnation, 0)
  })
})

describe('metadata', () => {
  test('travels with the announcement, under a new incarnation when it changes', () => {
    const bench = new Bench({}, [B])
    bench.feed({ kind: 'set-metadata', metadata: 'zone=a' })
    bench.receive(B, { kind: 'ping', sequence: 1, ...bare })
    const news = bench.sends('ack')[0]?.message.updates.find(({ member }) => member === SELF)
    assert.deepEqual(news, { member: SELF, status: 'alive', incarnation: 1, metadata: 'zone=a' })
  })

  test('beyond 512 bytes is the caller’s bug', () => {
    const bench = new Bench()
    const metadata = 'é'.repeat(257)
    assert.throws(() => bench.feed({ kind: 'set-metadata', metadata }), /514 bytes/)
  })
})
