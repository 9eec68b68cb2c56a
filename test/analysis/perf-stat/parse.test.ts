import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parsePerfStat } from '../../../analysis/perf-stat/parse.ts'
import { perfStatReport } from '../../../analysis/perf-stat/report.ts'
import { PERF_STAT_CSV } from '../../support/sample-perf-stat.ts'

/** The counter of an event, of a single line. */
function only(line: string) {
  const { counters, unrecognized } = parsePerfStat(line)
  assert.equal(unrecognized.count, 0, line)
  assert.equal(counters.length, 1, line)
  return counters[0]
}

describe('what perf stat writes', () => {
  test('is added up over the threads, those that ran the busiest first', () => {
    const { counters, threads, threadsIdle, unrecognized } = parsePerfStat(PERF_STAT_CSV)
    assert.deepEqual(
      counters.map(({ event, value, status }) => [event, value, status]),
      [
        ['task-clock', 5, 'counted'],
        ['context-switches', 22, 'counted'],
        ['page-faults', 3, 'counted'],
        ['cycles', 4000000, 'counted'],
        ['instructions', 3000000, 'counted'],
        ['cache-misses', null, 'not-supported'],
      ],
    )
    assert.deepEqual(
      threads.map(({ tid, name }) => [tid, name]),
      [
        [51, 'protocol'],
        [50, 'MainThread'],
      ],
    )
    assert.equal(threadsIdle, 1)
    assert.deepEqual(unrecognized, { count: 0, first: [] })
  })

  test('of a whole process has no threads', () => {
    const { counters, threads } = parsePerfStat('2,,context-switches,86069,100.00,23.237,K/sec')
    assert.deepEqual([counters.length, threads], [1, []])
  })

  test('says how much of the time was really counted', () => {
    assert.equal(only('100,,cycles,500,25.00,,')?.countedShare, 0.25)
    const [cycles] = parsePerfStat(PERF_STAT_CSV).counters.filter(({ event }) => event === 'cycles')
    assert.equal(cycles?.countedShare, (3 * 0.5 + 1) / 4)
  })

  test('never counts as zero what was not counted', () => {
    for (const [text, status] of [
      ['<not supported>', 'not-supported'],
      ['<not counted>', 'not-counted'],
    ]) {
      const counter = only(`${text},,cycles,0,100.00,,`)
      assert.deepEqual([counter?.value, counter?.status], [null, status])
    }
  })

  test('of a user who may not look into the kernel is marked', () => {
    const switches = only('0,,context-switches:u,86069,100.00,,')
    assert.deepEqual([switches?.event, switches?.status], ['context-switches', 'not-permitted'])
    const faults = only('5,,page-faults:u,86069,100.00,,')
    assert.deepEqual([faults?.event, faults?.value, faults?.isUserOnly], ['page-faults', 5, true])
    // perf's own clock runs on in the kernel.
    const clock = only('1.50,msec,task-clock:u,86069,100.00,,')
    assert.deepEqual([clock?.event, clock?.value, clock?.isUserOnly], ['task-clock', 1.5, false])
    assert.equal(only('5,,cycles:uk,86069,100.00,,')?.isUserOnly, false)
  })

  test('of a hybrid CPU is added up over its kinds of cores', () => {
    const text = '10,,cpu_core/cycles/,5,100.00,,\n5,,cpu_atom/cycles/u,5,100.00,,'
    const { counters } = parsePerfStat(text)
    assert.deepEqual(
      counters.map(({ event, value, isUserOnly }) => [event, value, isUserOnly]),
      [['cycles', 15, true]],
    )
  })

  test('may name threads anything', () => {
    for (const name of ['a,b-c', '-', '', '<not counted>,-1', '7,,cycles,1,100.00', '</script>']) {
      const { threads } = parsePerfStat(`${name}-77,12,,page-faults,5,100.00,0.0,/sec`)
      assert.deepEqual([threads[0]?.tid, threads[0]?.name], [77, name])
    }
  })

  test('that is not understood is counted, and the first lines are kept', () => {
    const junk = Array.from({ length: 9 }, (_, at) => `line ${at} ${'x'.repeat(500)}`)
    const { unrecognized, counters } = parsePerfStat(
      ['1,,cycles,5,100.00,,', ...junk, ''].join('\n'),
    )
    assert.deepEqual([unrecognized.count, unrecognized.first.length, counters.length], [9, 5, 1])
    assert.ok(unrecognized.first.every((line) => line.length <= 160))
  })

  test('is read without an exception, whatever it is, and every line is accounted for', () => {
    const line = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...PERF_STAT_CSV.split('\n')),
      fc
        .tuple(fc.constantFrom(...PERF_STAT_CSV.split('\n')), fc.nat(60), fc.string())
        .map(([text, at, other]) => text.slice(0, at) + other + text.slice(at + 1)),
    )
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const parsed = parsePerfStat(lines.join('\n'))
        perfStatReport.parse({ wallS: 1, cycles: null, ...parsed })
      }),
    )
  })
})
