import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { plain } from '../../../harness/terminal/paint.ts'
import { visualizationReport } from '../../../harness/terminal/visualization-report.ts'
import { shownRun } from '../../support/shown-run.ts'

describe('what visualize says', () => {
  test('is the percentiles of each measurement and where the page is', () => {
    const { rtt, lag } = shownRun()
    const drawn = {
      visualizations: [{ name: 'node.log', rtt, lag, charts: [], notes: ['a note'] }],
      page: 'charts/index.html',
      pictures: ['a.svg', 'a.png'],
    }
    assert.equal(
      visualizationReport(drawn, { columns: 80, paint: plain }),
      `node.log
            RTT  95 % interval
  p50    579 µs  558 µs … 606 µs
  p90    736 µs  700 µs … 813 µs
  p95    804 µs  752 µs … 1.11 ms
  p99         –  needs 368 samples
  p99.9       –  needs 3,688 samples
  120 samples · min 249 µs · mean 595 µs · max 1.18 ms · jitter 140 µs
  a note

charts/index.html  and 2 pictures`,
    )
  })
})
