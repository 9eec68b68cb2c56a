import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type History, sampleHistory } from '../../../analysis/index.ts'
import { historyReport } from '../../../harness/terminal/history-report.ts'
import { plain } from '../../../harness/terminal/paint.ts'
import { widthOf } from '../../../harness/terminal/text.ts'
import { HOSTILE } from '../../support/hostile-record.ts'
import {
  historyOf,
  metricNamed,
  sampleCommits,
  sampleHistoryRun,
  steppedHistory,
} from '../../support/sample-history.ts'

const wide = { columns: 100, paint: plain }
const report = (history: History, layout = wide) => historyReport(history, layout)

describe('a history in a terminal', () => {
  test('shows the series, its step and the commit that made it', () => {
    const text = report(steppedHistory())
    assert.match(text, /^History {2}rtt\.p50 over 40 commits, 121 runs$/m)
    assert.match(text, /^ {2}[▁-█]{41}\n {27}▲$/m)
    assert.match(text, /^ {2}▲ c0250000 {2}\+[\d.]+ % \(.*\), worse: [\d.]+ µs → [\d.]+ µs$/m)
    assert.match(text, /^ {4}change 25\n {4}the first commit after c0240000$/m)
  })

  test('lists the newest commits, those with changes marked', () => {
    const text = report(steppedHistory())
    assert.match(text, /^… 26 earlier points: --json or --html has them$/m)
    assert.match(text, /^c0390000\+ +2026-02-09 +1 +108 µs +change 39$/m)
    assert.match(text, /1 point with a \+ is of a working tree with changes/)
  })

  test('names the runs that cannot be compared, and how to see them', () => {
    const text = report(steppedHistory())
    assert.match(text, /3 runs of 1 commit: agents 6 instead of 4/)
    assert.match(text, /→ swimbench history --like c039-3/)
  })

  test('says what is missing', () => {
    const text = report(historyOf({ runs: [sampleHistoryRun({ sha: 'a', rttP50S: null })] }))
    assert.match(text, /no run has it: too few samples, or not measured/)
    assert.match(text, /change points need 20 clean commits; there are 0/)
  })

  test('says so when there is no change point', () => {
    const runs = sampleCommits(25).map(({ sha }) => sampleHistoryRun({ sha }))
    assert.match(report(historyOf({ runs })), /^RTT p50 {2}100 µs; no change point$/m)
  })

  test('fits 60 columns', () => {
    for (const history of [steppedHistory(), twoMetrics()]) {
      const lines = report(history, { columns: 60, paint: plain }).split('\n')
      assert.deepEqual(
        lines.filter((line) => widthOf(line) > 60),
        [],
      )
    }
  })

  test('prints no text of others as it is', () => {
    const history = steppedHistory()
    const points = history.points.map((point) => ({ ...point, subject: HOSTILE }))
    const text = report({ ...history, points })
    assert.ok(!text.includes('\u001b') && !text.includes('\u202e'))
  })

  test('of plain samples is a list of runs', () => {
    const runs = [1.5, 2].map((value, index) => ({
      id: `#${index + 1}`,
      values: { value },
      startedAt: null,
      floorP50S: null,
    }))
    const quantity = { ...metricNamed('rtt.p50'), id: 'value', title: 'value' }
    const text = report(sampleHistory({ label: 'other', runs }, [quantity], '2 numbers', undefined))
    assert.match(text, /^ {2}other: 2 numbers$/m)
    assert.match(text, /^run +value\n#1 +1\.50 s\n#2 +2\.00 s$/m)
  })
})

function twoMetrics(): History {
  const commits = sampleCommits(30)
  const runs = commits.flatMap(({ sha }) =>
    [0, 1].map((run) => ({
      ...sampleHistoryRun({ sha, run }),
      values: { 'rtt.p50': 0.0001, 'rtt.p99': 0.001 },
    })),
  )
  return historyOf({ runs, commits, metrics: ['rtt.p50', 'rtt.p99'].map(metricNamed) })
}
