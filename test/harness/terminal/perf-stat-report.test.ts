import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { plain } from '../../../harness/terminal/paint.ts'
import { perfStatReport } from '../../../harness/terminal/perf-stat-report.ts'
import { widthOf } from '../../../harness/terminal/text.ts'
import { samplePerfStat } from '../../support/sample-perf-stat.ts'

const FILES = [['record', '/o/capture.json']] as const

describe('what perf counted in a terminal', () => {
  test('has totals, rates, costs of a cycle, threads and what it cost', () => {
    assert.equal(
      perfStatReport(samplePerfStat(), { columns: 110, paint: plain }, FILES),
      `20261123-021949-perf-stat-ab12  complete
127.0.0.1:9000 · pid 50 · an agent of ours · perf 6.1.187 stat · 5 s

Counters
                        total          a second  a probe cycle
  task clock          5.00 ms  0.10 % of a core        1.00 ms
  context switches         22              4.40           4.40
  page faults               3             0.600          0.600
  CPU cycles        4,000,000           800,000        800,000  counted 62.5 % of the time, scaled up
  instructions      3,000,000           600,000        600,000
  instructions per CPU cycle: 0.750
  clock: 0.800 GHz
  not supported by this machine: cache misses
  5 probe cycles ended meanwhile

Threads
                   task clock  switches  faults
  protocol (51)       4.50 ms        20       0
  MainThread (50)      500 µs         2       3
  1 thread never ran

What it costs to look
           without    with
  CPU       0.12 %  0.13 %
  RTT p50   250 µs  260 µs

Files
  record  /o/capture.json`,
    )
  })

  test('fits narrow terminals', () => {
    const text = perfStatReport(samplePerfStat(), { columns: 50, paint: plain }, [])
    for (const line of text.split('\n')) assert.ok(widthOf(line) <= 50, line)
  })

  test('says what to doubt, and shows nothing that a terminal would obey', () => {
    const record = samplePerfStat({
      outcome: 'target-ended',
      warnings: [{ code: 'x', message: 'it was idle', advice: 'wait' }],
      target: { pid: 7, address: null, command: '\u001b[2Jevil', startedByUs: false },
    })
    const text = perfStatReport(record, { columns: 80, paint: plain }, [])
    assert.match(text, /^20261123-021949-perf-stat-ab12 {2}target ended$/m)
    assert.match(text, /! it was idle\n {4}→ wait/)
    assert.ok(!text.includes('\u001b'))
  })
})
