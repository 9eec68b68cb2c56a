import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { AgentEvent } from '../../../agent/index.ts'
import { SegmentJoin } from '../../../harness/recording/segment-join.ts'
import { A, B } from '../../support/measured-agents.ts'

type Answers = Extract<AgentEvent, { event: 'answers' }>
/** A cycle as both of its ends tell it; it takes 100 µs. */
type Cycle = {
  readonly prober: string
  readonly target: string
  readonly sequence: number
  readonly sentNs: number
}

const C = '127.0.0.1:9002'

function ack(join: SegmentJoin, row: number, { prober, target, sequence, sentNs }: Cycle): void {
  const ackNs = sentNs + 100_000
  const arrival = [sequence, sentNs + 60_000, sentNs + 95_000] as const
  join.takeAck({ row, prober, target, sentNs, ackNs, arrival })
}

function answers(...cycles: readonly Cycle[]): Answers {
  const [first] = cycles
  return {
    event: 'answers',
    agent: first?.target ?? B,
    timeNs: 0,
    peers: cycles.map(({ prober }) => prober),
    rows: cycles.map(({ sequence, sentNs }, index) => [
      index,
      sequence,
      sentNs + 10_000,
      sentNs + 40_000,
      sentNs + 45_000,
    ]),
    unlogged: 0,
  }
}

const all = () => true
const one: Cycle = { prober: A, target: B, sequence: 7, sentNs: 1_000_000 }

describe('the two ends of a cycle', () => {
  test('are joined whichever is told first', () => {
    for (const isAnswerFirst of [true, false]) {
      const join = new SegmentJoin()
      if (isAnswerFirst) join.takeAnswers(answers(one), all)
      ack(join, 5, one)
      if (!isAnswerFirst) join.takeAnswers(answers(one), all)
      const { rows, durationsS } = join.join()
      assert.deepEqual([...rows], [5])
      assert.deepEqual(
        durationsS.map(([durationS]) => Math.round((durationS ?? 0) * 1e9)),
        [10_000, 30_000, 5000, 15_000, 35_000, 5000],
      )
    }
  })

  test('are not joined with an answer to somebody else, by somebody else, or to another ping', () => {
    const others = [
      { ...one, prober: C },
      { ...one, target: C },
      { ...one, sequence: 8 },
      { ...one, prober: B, target: A },
    ]
    for (const other of others) {
      const join = new SegmentJoin()
      ack(join, 0, one)
      join.takeAnswers(answers(other), all)
      assert.equal(join.join().rows.length, 0)
    }
  })

  test('are joined by their times where a restart made sequence numbers repeat', () => {
    const lives = [0, 1, 2].map((life) => ({ ...one, sentNs: one.sentNs + life * 5e9 }))
    const join = new SegmentJoin()
    for (const life of lives.toReversed()) join.takeAnswers(answers(life), all)
    ack(join, 3, lives[1] as Cycle)
    assert.deepEqual([...join.join().rows], [3])
    // Of a life whose answers are not known, those of the others are no substitute.
    ack(join, 4, { ...one, sentNs: one.sentNs + 60e9 })
    assert.deepEqual([...join.join().rows], [3])
  })

  test('are joined with the first of two answers when a datagram came twice', () => {
    const join = new SegmentJoin()
    const twice = answers(one, { ...one, sentNs: one.sentNs + 2000 })
    join.takeAnswers(twice, all)
    ack(join, 0, one)
    assert.equal(Math.round((join.join().durationsS[0]?.[0] ?? 0) * 1e9), 10_000)
  })

  test('are not joined when answers of that time are not wanted', () => {
    const join = new SegmentJoin()
    ack(join, 0, one)
    join.takeAnswers(answers(one), (sentNs) => sentNs > one.sentNs + 1e6)
    assert.equal(join.join().rows.length, 0)
  })
})

test('every cycle whose answer was told is split, in the order of its row, and no other', () => {
  const cycle = fc.record({
    prober: fc.constantFrom(A, B, C),
    target: fc.constantFrom(A, B, C),
    sequence: fc.nat(3),
    isTold: fc.boolean(),
  })
  fc.assert(
    fc.property(
      fc.array(cycle, { maxLength: 50 }),
      fc.infiniteStream(fc.boolean()),
      (drawn, coin) => {
        const cycles = drawn.map((of, index) => ({ ...of, sentNs: 1e9 + index * 1e6 }))
        const join = new SegmentJoin()
        const later: Answers[] = []
        cycles.forEach((of, row) => {
          if (of.isTold && coin.next().value) join.takeAnswers(answers(of), all)
          else if (of.isTold) later.push(answers(of))
          ack(join, row, of)
        })
        for (const event of later.toReversed()) join.takeAnswers(event, all)
        const told = [...cycles.keys()].filter((row) => cycles[row]?.isTold)
        assert.deepEqual([...join.join().rows], told)
      },
    ),
  )
})
