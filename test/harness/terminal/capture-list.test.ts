import assert from 'node:assert/strict'
import { test } from 'node:test'
import { captureList } from '../../../harness/terminal/capture-list.ts'
import { plain } from '../../../harness/terminal/paint.ts'
import { samplePerfStat } from '../../support/sample-perf-stat.ts'

test('captures are listed one a line, as far as there is room', () => {
  const target = { pid: 50, address: null, command: 'x', startedByUs: false }
  const captures = [
    samplePerfStat(),
    samplePerfStat({ target, outcome: 'interrupted', commit: null }),
  ]
  assert.equal(
    captureList(captures, { columns: 120, paint: plain }),
    `capture                         when              of              tool  duration  outcome      commit
20261123-021949-perf-stat-ab12  2026-11-23 02:19  127.0.0.1:9000  perf       5 s  complete     90873ee0
20261123-021949-perf-stat-ab12  2026-11-23 02:19  pid 50          perf       5 s  interrupted`,
  )
  assert.equal(
    captureList(captures.slice(0, 1), { columns: 50, paint: plain }),
    `capture                         of
20261123-021949-perf-stat-ab12  127.0.0.1:9000`,
  )
})
