import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { overheadReport } from '../../../harness/terminal/overhead-report.ts'
import { type Paint, plain } from '../../../harness/terminal/paint.ts'
import { widthOf } from '../../../harness/terminal/text.ts'
import { shownOverhead } from '../../support/shown-overhead.ts'

const layout = { columns: 80, paint: plain }
const marking: Paint = (format, text) => (format === 'yellow' ? `<${text}>` : text)

describe('the report of what instruments cost', () => {
  test('has a table per figure, every arm against its baselines', () => {
    const text = overheadReport(shownOverhead(6), layout)
    assert.match(text, /^Overhead {2}complete\n4 agents · a probe every 100 ms · 6 rounds of 10 s/)
    for (const title of ['RTT p50', 'RTT p99', 'CPU per agent']) {
      assert.match(text, new RegExp(`^${title}\\n +× spans off +95 % interval +× spans on`, 'm'))
    }
    assert.match(text, /^ {2}spans off +[\d.]+ µs$/m)
    assert.match(
      text,
      /^ {2}under strace +1\.\d\d ms +1[12]\.\d +1[12]\.\d … 1[12]\.\d +1[12]\.\d +1[12]\.\d … /m,
    )
  })

  test('marks a ratio only where its interval leaves no doubt', () => {
    const text = overheadReport(shownOverhead(6), { columns: 120, paint: marking })
    assert.match(text, /under strace .*<1[12]\.\d> /)
    assert.match(text, /spans on +\d+ µs +[01]\.\d{3} /)
  })

  test('tells what was left out, and when rounds are too few to conclude', () => {
    const skipped = [
      {
        name: 'strace' as const,
        label: 'under strace',
        reason: 'strace is not installed',
        advice: 'apt-get install strace',
      },
    ]
    const text = overheadReport(shownOverhead(2, { skipped, outcome: 'interrupted' }), layout)
    assert.match(text, /^Overhead {2}interrupted$/m)
    assert.match(text, /too few rounds/)
    assert.match(text, /! under strace was left out: strace is not installed\n +→ apt-get install/)
    assert.match(text, /nothing can be concluded/)
  })

  test('fits narrow terminals', () => {
    for (const columns of [40, 60, 80]) {
      const lines = overheadReport(shownOverhead(6), { columns, paint: plain }).split('\n')
      for (const line of lines) assert.ok(widthOf(line) <= columns, line)
    }
  })
})
