import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { type Paint, plain } from '../../../harness/terminal/paint.ts'
import { runReport } from '../../../harness/terminal/run-report.ts'
import { widthOf } from '../../../harness/terminal/text.ts'
import { sampleRun } from '../../support/sample-run.ts'
import { shownRun } from '../../support/shown-run.ts'

const layout = { columns: 80, paint: plain }

describe("a run's report in the terminal", () => {
  test('says what came out, how far to trust it, and where the rest is', () => {
    const warnings = [{ code: 'x', message: 'the machine was busy', advice: 'Wait a moment.' }]
    const files = [['report', 'results/20261122-193301-steady-3x-ab12/report.html']] as const
    assert.equal(
      runReport(shownRun({ warnings }), layout, files),
      `20261122-193301-steady-3x-ab12  complete
3 agents, steady · 30 s measured · preset default · seed 7 · converged in 412 ms
· spans on · Node 24.21.0 · commit 90873ee0 with changes

Round trip
            RTT  95 % interval
  p50    579 µs  558 µs … 606 µs
  p90    736 µs  700 µs … 813 µs
  p95    804 µs  752 µs … 1.11 ms
  p99         –  needs 368 samples
  p99.9       –  needs 3,688 samples
  120 samples · min 249 µs · mean 595 µs · max 1.18 ms · jitter 140 µs
  RTT p50 is 1.38 × the floor of 420 µs (410 µs before the run, 431 µs after it;
    a round trip every 50 ms)

Where the round trip goes
                           p50      p90  p99      max
  send call            57.9 µs  73.6 µs    –   118 µs
  wake-up at the peer   174 µs   221 µs    –   354 µs
  the peer’s handling  28.9 µs  36.8 µs    –  59.0 µs
  reply call           57.9 µs  73.6 µs    –   118 µs
  our wake-up           232 µs   294 µs    –   472 µs
  our handling         28.9 µs  36.8 µs    –  59.0 µs
  116 cycles split, 1 other could not be

Agents
  agent           probes  lost     p50  p99      max     CPU    memory
  127.0.0.1:9000      40     0  500 µs    –  1.00 ms  0.30 %  64.0 MiB
  127.0.0.1:9001      40     1  600 µs    –  2.00 ms  0.30 %  64.0 MiB
  127.0.0.1:9002      40     2  700 µs    –  3.00 ms  0.30 %  64.0 MiB  died

Probes
  121 intended = 120 sent + 1 skipped
  120 sent = 117 acked + 1 acked through relays + 2 timed out + 0 in flight
  1 ack came after the time-out
  sent later than intended by 400 µs (p50), 1.32 ms at most

Detection
  no healthy member was accused

Load
  sent per agent    19.9 messages/s, 179 B/s
  by kind           1,200 ping, 1 nack
  CPU per agent     0.26 % of a core
  memory per agent  64.0 MiB
  telemetry         240 spans, 0 dropped
  telemetry delay   60 times, 12.3 ms in all, none longer than the 33.0 ms of a
                    start
  GC, protocol      2 times, 800 µs in all, at most 500 µs
  GC, telemetry     never

Warnings
  ! the machine was busy
    → Wait a moment.

Files
  report  results/20261122-193301-steady-3x-ab12/report.html`,
    )
  })

  test('fits 60 and 50 columns, but for paths, which stay whole', () => {
    const { record } = sampleRun({ agents: 8, durationS: 60, crashes: 3, falseSuspicions: 2 })
    for (const columns of [60, 50]) {
      for (const line of runReport(record, { columns, paint: plain }).split('\n')) {
        assert.ok(widthOf(line) <= columns, `${widthOf(line)} columns: ${line}`)
      }
    }
  })

  test('leaves out what was not measured', () => {
    const { rtt } = shownRun()
    const bare = shownRun({ rtt: { ...rtt, segments: null }, floor: null, runtime: null })
    assert.doesNotMatch(runReport(bare, layout), /floor|Where the round trip|GC|telemetry delay/)
  })

  test('shows of a large cluster only the slowest agents', () => {
    const { record } = sampleRun({ agents: 40, durationS: 20 })
    const report = runReport(record, layout)
    assert.match(report, /the slowest by p50; 32 more agents in report\.html/)
    assert.equal(report.match(/^ {2}127\.0\.0\.1:/gm)?.length, 8)
  })

  test('says so when a run was cut off, never converged, or measured nothing', () => {
    const { record } = sampleRun({ agents: 3, durationS: 0 })
    const report = runReport({ ...record, outcome: 'interrupted', convergenceS: null }, layout)
    assert.match(report, /interrupted/)
    assert.match(report, /never converged/)
    assert.match(report, /no samples/)
  })

  test('is the same text in colour', () => {
    const red: Paint = (_format, text) => `\u001b[31m${text}\u001b[39m`
    const record = shownRun()
    const colourless = stripVTControlCharacters(runReport(record, { columns: 80, paint: red }))
    assert.equal(colourless, runReport(record, layout))
  })
})
