import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { History, HistorySeries, HistoryStep } from '../../../analysis/history/history.ts'
import {
  bisectText,
  commonText,
  culpritText,
  differenceText,
  extentText,
  stepText,
  titleOf,
} from '../../../analysis/report/history-text.ts'
import { steppedHistory } from '../../support/sample-history.ts'

const history: History = steppedHistory()
const [series] = history.series as [HistorySeries]
const [found] = series.steps as [HistoryStep]
const step = (changes: Partial<HistoryStep>): HistoryStep => ({ ...found, ...changes })

test('a step is told by its size, its interval and its levels', () => {
  const told = step({ change: 0.101, interval: [0.08, 0.12], before: 0.000125, after: 0.0001376 })
  assert.match(stepText(told, series), /^\+10\.1 % \(\+8\.0 .*\+12\.0 %\), worse: 125 µs → 138 µs$/)
  assert.match(stepText(step({ interval: null }), series), /^\+[\d.]+ %, worse: /)
})

test('a step names the commits that may have done it', () => {
  assert.equal(culpritText(history, step({ commits: 1 })), 'the first commit after c0240000')
  assert.equal(
    culpritText(history, step({ commits: 2 })),
    'or 1 commit before it that was not measured, after c0240000',
  )
  assert.match(culpritText(history, step({ commits: 5 })), /^or 4 commits before it that were/)
  assert.equal(culpritText(history, step({ commits: null })), 'after c0240000')
})

test('where commits lie between, bisecting them is advised', () => {
  assert.equal(bisectText(history, series, step({ commits: 1 })), undefined)
  assert.equal(bisectText(history, series, step({ commits: null })), undefined)
  assert.equal(
    bisectText(history, series, step({ commits: 3 })),
    'swimbench bisect c0240000 c0250000 --metric rtt.p50',
  )
})

test('a history is titled by its metrics, commits and runs', () => {
  assert.equal(titleOf(history), 'rtt.p50 over 40 commits, 121 runs')
  const three = ['a', 'b', 'c'].map((id) => ({ ...series, id }))
  assert.match(titleOf({ ...history, series: three }), /^a, b and c over /)
  assert.match(titleOf({ ...history, order: 'given' }), /over 121 runs$/)
})

test('differences are told by name, the first few of them', () => {
  const differences = [
    { name: 'agents', here: '4', there: '6' },
    { name: 'buddy', here: null, there: 'no' },
    { name: 'nack', here: 'yes', there: null },
  ]
  const group = { runs: 1, commits: 1, run: 'x', differences }
  assert.equal(differenceText(group), 'agents 6 instead of 4, buddy no, nack not told')
  const many = { ...group, differences: [...differences, ...differences] }
  assert.match(differenceText(many), / and 2 more$/)
})

test('an extent of one is no extent', () => {
  assert.equal(extentText('seconds', 0.001, 0.001), '1.00 ms')
  assert.equal(extentText('seconds', 0.001, 0.002), '1.00 ms … 2.00 ms')
})

test('plain samples say what was taken for a run', () => {
  const circumstances = { samples: 'other', about: '3 numbers, each taken for the result of a run' }
  assert.match(commonText({ ...history, circumstances }), /^other: 3 numbers, each/)
})
