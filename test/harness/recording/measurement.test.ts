import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { AgentEvent } from '../../../agent/index.ts'
import { Measurement } from '../../../harness/recording/measurement.ts'
import {
  A,
  B,
  measuredProcess,
  ns,
  probes,
  ready,
  row,
  stats,
} from '../../support/measured-agents.ts'

/** Measured from 10 s to 20 s; before the end `during` is heard, after it `after`. */
function measure(
  during: (take: (event: Parameters<Measurement['take']>[1]) => void) => void,
  after: typeof during = () => {},
): Measurement {
  const measurement = new Measurement()
  const process = measuredProcess()
  const take = (event: Parameters<Measurement['take']>[1]) => measurement.take(process, event)
  take(ready(A, 1))
  take(stats(A, 10, { probesSent: 0 }))
  measurement.begin(ns(10))
  during(take)
  measurement.end(ns(20))
  after(take)
  return measurement
}

describe('a probe cycle counts', () => {
  test('when it was intended within the measured part', () => {
    const measurement = measure((take) => {
      take(probes(A, 20, B, row(1, 9.9995, 0.1), row(2, 10, 0.1), row(3, 19.9, 0.01)))
      take(stats(A, 20, { probesSent: 3 }))
    })
    const { sent, acked, inFlight } = measurement.countsOf(A)
    assert.deepEqual({ sent, acked, inFlight }, { sent: 2, acked: 2, inFlight: 0 })
    assert.deepEqual([...measurement.table().intendedAtS], [0, 9.9])
  })

  test('as in flight when its ack came after the end', () => {
    const measurement = measure(
      () => {},
      (take) => {
        take(probes(A, 20.1, B, row(1, 19.9, 0.05), row(2, 19.99, 0.05), row(3, 20, 0.05)))
        take(stats(A, 20.2, { probesSent: 3 }))
      },
    )
    const { sent, acked, inFlight } = measurement.countsOf(A)
    assert.deepEqual({ sent, acked, inFlight }, { sent: 2, acked: 1, inFlight: 1 })
    assert.equal(measurement.table().length, 1)
  })

  test('as in flight when it timed out after everybody had reported', () => {
    const measurement = measure(
      (take) => take(stats(A, 20, { probesSent: 1 }, { probesInFlight: 1 })),
      (take) => take(probes(A, 20.5, B, row(1, 19.6))),
    )
    assert.equal(measurement.countsOf(A).timedOut, 1, 'told in time')
    const late = measure((take) => take(stats(A, 20, { probesSent: 1 }, { probesInFlight: 1 })))
    late.freeze()
    assert.equal(late.isSettled, false)
    late.take(late.lives[0]?.process ?? measuredProcess(), probes(A, 20.5, B, row(1, 19.6)))
    assert.equal(late.isSettled, true)
    const { sent, timedOut, inFlight } = late.countsOf(A)
    assert.deepEqual({ sent, timedOut, inFlight }, { sent: 1, timedOut: 0, inFlight: 1 })
  })

  test('as in flight when its agent died with it', () => {
    const measurement = measure((take) => {
      take(probes(A, 15, B, row(1, 12, 0.1)))
      take(stats(A, 15, { probesSent: 2 }, { probesInFlight: 1 }))
    })
    const { sent, acked, inFlight } = measurement.countsOf(A)
    assert.deepEqual({ sent, acked, inFlight }, { sent: 2, acked: 1, inFlight: 1 })
  })

  test('by its outcome', () => {
    const measurement = measure((take) => {
      take(
        probes(
          A,
          15,
          B,
          row(1, 11, 0.1),
          row(2, 12, 0.7, 'acked-indirect'),
          row(3, 13),
          row(4, 14),
        ),
      )
      take(stats(A, 20, { probesSent: 4, acksLate: 1 }))
    })
    const { acked, ackedIndirect, timedOut, late } = measurement.countsOf(A)
    assert.deepEqual([acked, ackedIndirect, timedOut, late], [1, 1, 2, 1])
    assert.deepEqual(Number.isNaN(measurement.table().rttS[2]), true)
  })
})

test('skipped cycles are those between the counters at both borders, of every life', () => {
  const measurement = new Measurement()
  const first = measuredProcess()
  measurement.take(first, stats(A, 10, { probesSkipped: 5 }))
  measurement.begin(ns(10))
  measurement.take(first, stats(A, 12, { probesSkipped: 7 }))
  measurement.take(measuredProcess({ pid: 101 }), stats(A, 19, { probesSkipped: 4 }))
  measurement.end(ns(20))
  assert.equal(measurement.livesOf(A).length, 2)
  assert.equal(measurement.countsOf(A).skipped, 6)
})

test('views count from the start of the measured part and end with it', () => {
  const member = (atS: number, state: 'alive' | 'dead') =>
    ({
      event: 'member',
      agent: A,
      timeNs: ns(atS),
      peer: B,
      state,
      incarnation: 3,
      why: 'gossip',
    }) as const
  const measurement = measure(
    (take) => {
      take(member(15, 'dead'))
      take(member(8, 'alive'))
    },
    (take) => take(member(21, 'alive')),
  )
  assert.deepEqual(
    measurement.views().map(({ atS, status, by }) => [atS, status, by]),
    [
      [-2, 'alive', null],
      [5, 'dead', null],
    ],
  )
})

describe('the two ends of a cycle', () => {
  /** One that was sent at `intendedS` + 1 ms and took 100 ms, as its prober and as its peer tell it. */
  const told = (sequence: number, intendedS: number, outcome?: 'acked-indirect') => {
    const sentNs = ns(intendedS + 0.001)
    return {
      probes: {
        ...probes(A, 20, B, row(sequence, intendedS, 0.1, outcome)),
        arrivals: [[sequence, sentNs + 60e6, sentNs + 80e6]],
      } as AgentEvent,
      answers: {
        event: 'answers',
        agent: B,
        timeNs: ns(20),
        peers: [A],
        rows: [[0, sequence, sentNs + 10e6, sentNs + 30e6, sentNs + 40e6]],
        unlogged: 0,
      } as AgentEvent,
    }
  }

  test('are joined by the row of the table, in whatever order they are told', () => {
    const measurement = measure(
      (take) => {
        take(probes(A, 12, B, row(1, 11)))
        take(told(2, 12).answers)
        take(told(2, 12).probes)
        take(told(3, 13).probes)
        take(told(4, 14).probes)
      },
      (take) => take(told(3, 13).answers),
    )
    const { rows, durationsS } = measurement.splitCycles()
    assert.deepEqual([...rows], [1, 2])
    assert.deepEqual(
      durationsS.map((column) => Math.round((column[1] ?? 0) * 1000)),
      [10, 20, 10, 20, 20, 20],
    )
  })

  test('count only of cycles of the measured part that were acked directly', () => {
    const cycles = [told(1, 9), told(2, 12, 'acked-indirect'), told(3, 19.95), told(4, 21)]
    const measurement = measure(
      (take) => {
        for (const { probes: event } of cycles.slice(0, 2)) take(event)
        for (const { answers } of cycles) take(answers)
      },
      (take) => {
        for (const { probes: event } of cycles.slice(2)) take(event)
      },
    )
    assert.equal(measurement.splitCycles().rows.length, 0)
  })
})

test('what agents could live with is kept, the first message of each kind, but not how they ended', () => {
  const error = (code: string, message: string, fatal = false) =>
    ({ event: 'error', agent: A, timeNs: 1, code, message, fatal }) as const
  const measurement = measure((take) => {
    take(error('transport-fallback', 'first'))
    take(error('transport-fallback', 'second'))
    take(error('port-taken', 'the end', true))
    for (let code = 0; code < 1000; code += 1) take(error(`code-${code}`, 'x'))
  })
  assert.equal(measurement.agentErrors.get('transport-fallback'), 'first')
  assert.equal(measurement.agentErrors.has('port-taken'), false)
  assert.equal(measurement.agentErrors.size, 100)
})

test('live percentiles are of the measured part', () => {
  const measurement = measure((take) => take(probes(A, 9, B, row(1, 9, 5))))
  assert.equal(measurement.liveRttMs(50), undefined)
  const busy = measure((take) => {
    take(probes(A, 11, B, ...Array.from({ length: 100 }, (_, i) => row(i, 10.5, (i + 1) / 1000))))
  })
  assert.ok(Math.abs((busy.liveRttMs(50) ?? 0) - 50) < 0.1)
  assert.ok(Math.abs((busy.liveRttMs(99) ?? 0) - 99) < 0.2)
})

test('the counts balance, whatever the cycles were like and whenever they were told', () => {
  const cycle = fc.record({
    intendedS: fc.double({ min: 5, max: 25, noNaN: true }),
    rttS: fc.option(fc.double({ min: 0.0001, max: 3, noNaN: true }), { nil: undefined }),
    isTold: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(cycle, { maxLength: 60 }), fc.nat(20), (cycles, skipped) => {
      const sorted = cycles.toSorted((a, b) => a.intendedS - b.intendedS)
      const rows = sorted.map(({ intendedS, rttS, isTold }, index) => {
        const isOver = intendedS + (rttS ?? 1) < 19
        return { isTold: isTold && isOver, row: row(index + 1, intendedS, rttS) }
      })
      const told = rows.filter(({ isTold }) => isTold).map((one) => one.row)
      const rest = rows.filter(({ isTold }) => !isTold).map((one) => one.row)
      const measurement = measure((take) => {
        take(probes(A, 19, B, ...told))
        take(stats(A, 30, { probesSent: rows.length, probesSkipped: skipped }))
      })
      measurement.freeze()
      const process = measurement.lives[0]?.process ?? measuredProcess()
      measurement.take(process, probes(A, 31, B, ...rest))
      const counts = measurement.countsOf(A)
      assert.equal(counts.intended, counts.sent + counts.skipped)
      assert.equal(
        counts.sent,
        counts.acked + counts.ackedIndirect + counts.timedOut + counts.inFlight,
      )
      const within = sorted.filter(({ intendedS }) => 10 <= intendedS && intendedS < 20)
      assert.equal(counts.sent, within.length)
      assert.equal(counts.skipped, skipped)
      assert.equal(measurement.table().length, counts.sent - counts.inFlight)
    }),
  )
})
