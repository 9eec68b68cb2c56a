import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addCounters } from '../../../analysis/perf-stat/add-counters.ts'
import type { PerfCounter } from '../../../analysis/perf-stat/report.ts'

const counter: fc.Arbitrary<PerfCounter> = fc
  .record({
    event: fc.constantFrom('cycles', 'page-faults'),
    value: fc.option(fc.nat(1000)),
    why: fc.constantFrom('not-supported', 'not-counted'),
    isUserOnly: fc.boolean(),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ event, value, why, isUserOnly, share }) => ({
    event,
    unit: 'count' as const,
    value,
    status: value === null ? (why as PerfCounter['status']) : 'counted',
    isUserOnly,
    countedShare: value === null ? 0 : share,
  }))

test('a sum is that of its parts, in any order; what nobody counted stays without a value', () => {
  fc.assert(
    fc.property(fc.array(counter), (counters) => {
      for (const order of [counters, counters.toReversed()]) {
        for (const sum of addCounters(order)) {
          const parts = counters.filter(({ event }) => event === sum.event)
          const values = parts.flatMap(({ value }) => (value === null ? [] : [value]))
          const total = values.reduce((all, value) => all + value, 0)
          assert.equal(sum.value, values.length === 0 ? null : total)
          assert.equal(sum.status === 'counted', values.length > 0)
          assert.ok(sum.countedShare >= 0 && sum.countedShare <= 1)
          assert.equal(
            sum.isUserOnly,
            parts.some(({ isUserOnly }) => isUserOnly),
          )
        }
      }
    }),
  )
})

test('that the machine cannot count says more than that a thread did not run', () => {
  const none = {
    event: 'cycles',
    unit: 'count',
    value: null,
    isUserOnly: false,
    countedShare: 0,
  } as const
  const [idle, missing] = [
    { ...none, status: 'not-counted' } as const,
    { ...none, status: 'not-supported' } as const,
  ]
  assert.equal(addCounters([idle, missing])[0]?.status, 'not-supported')
  assert.equal(addCounters([missing, idle])[0]?.status, 'not-supported')
})
