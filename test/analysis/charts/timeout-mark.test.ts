import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { log } from '../../../analysis/charts/axes.ts'
import { timeoutMark } from '../../../analysis/charts/timeout-mark.ts'

const mark = (samplesS: number[], timeoutS: number | undefined) =>
  timeoutMark(samplesS, timeoutS, { axis: 'xAxis', text: 'probe timeout' })

type Line = { label: { formatter: string }; data: [{ xAxis: number }] }

describe('the mark of the probe timeout', () => {
  test('stands at the timeout when that is near the data', () => {
    const { range, markLine } = mark([1e-3, 0.1], 0.5)
    assert.ok(range.max >= log(0.5))
    assert.deepEqual((markLine as Line).data, [{ xAxis: log(0.5) }])
    assert.equal((markLine as Line).label.formatter, 'probe timeout')
  })

  test('points out of the axis when it is far away', () => {
    const { range, markLine } = mark([1e-4, 2e-4], 0.5)
    assert.ok(range.max < log(0.01))
    assert.deepEqual((markLine as Line).data, [{ xAxis: range.max }])
    assert.equal((markLine as Line).label.formatter, 'probe timeout →')
  })

  test('is none where no timeout is known', () => {
    assert.equal(mark([1e-4], undefined).markLine, undefined)
  })
})
