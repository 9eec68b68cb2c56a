import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { History } from '../../../analysis/history/history.ts'
import { historyPage } from '../../../analysis/report/history-page.ts'
import { HOSTILE } from '../../support/hostile-record.ts'
import { historyOf, sampleHistoryRun, steppedHistory } from '../../support/sample-history.ts'

const pageOf = (history: History) =>
  historyPage({ history, echartsScript: '/* echarts */', version: '1.2.3' })

test('the page of a history opens with its change points, each with commit, size and place', () => {
  const page = pageOf(steppedHistory())
  assert.match(page, /<h1>rtt\.p50 over 40 commits, 121 runs<\/h1>/)
  assert.match(page, /<span>1 change for the worse\.<\/span>/)
  assert.match(page, /<code>c0250000<\/code> change 25<br>/)
  assert.match(page, /The first commit after c0240000\./)
  assert.match(page, /agents 6 instead of 4/)
  assert.match(page, /--like c039-3/)
})

test('the page of a short history says that it is too short', () => {
  const page = pageOf(historyOf({ runs: [sampleHistoryRun({ sha: 'a' })] }))
  assert.match(page, /Too short for change points\./)
  assert.doesNotMatch(page, /Not comparable/)
})

test('a subject of a commit is text in the page and nothing else', () => {
  const history = steppedHistory()
  const points = history.points.map((point) => ({ ...point, subject: HOSTILE, label: HOSTILE }))
  const page = pageOf({ ...history, points, circumstances: { [HOSTILE]: HOSTILE } })
  for (const text of ['<img', '<script>hacked', '\u202e', '\u001b']) {
    assert.ok(!page.includes(text), text)
  }
})
