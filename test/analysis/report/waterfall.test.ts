import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { waterfalls } from '../../../analysis/report/waterfall.ts'
import type { SlowCycle } from '../../../analysis/run-record.ts'

const span = (
  spanId: string,
  parentSpanId: string | null,
  startS: number,
  durationS: number,
  ok = true,
) => ({
  spanId,
  parentSpanId,
  name: `span-${spanId}`,
  agent: 'a',
  startS,
  durationS,
  ok,
  attributes: {},
})

const cycle = (spans: SlowCycle['spans']): SlowCycle => ({
  agent: 'a',
  target: 'b',
  atS: 3,
  rttS: 0.5,
  outcome: 'acked-indirect',
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spans,
  blame: null,
})

const draw = (spans: SlowCycle['spans'], isSplit = false) =>
  waterfalls([cycle(spans)], (name) => name, isSplit).text
const order = (text: string) => [...text.matchAll(/span-(\w+)/g)].map(([, id]) => id)

describe('a waterfall', () => {
  test('has children below their parents, siblings by time, bars to scale', () => {
    const text = draw([
      span('c', 'a', 0.5, 0.5),
      span('d', 'b', 0.1, 0.1),
      span('a', null, 0, 1),
      span('b', 'a', 0, 0.5, false),
    ])
    assert.deepEqual(order(text), ['a', 'b', 'd', 'c'])
    assert.match(text, /--depth:2[\s\S]*left:10\.00%;width:10\.00%/)
    assert.match(text, /class="span failed"/)
    assert.match(text, /500 ms<\/strong> through a relay/)
  })

  test('draws every span once, whatever its parents claim', () => {
    const text = draw([span('a', 'b', 0, 1), span('b', 'a', 0, 1), span('c', 'missing', 0, 1)])
    assert.deepEqual(order(text), ['c', 'a', 'b'])
    assert.deepEqual(order(draw([span('a', 'a', 0, 1)])), ['a'])
  })

  test('says why its cycle was slow, or why that is not known, where cycles could be split', () => {
    assert.match(
      draw([], true),
      /<span class="blame">cannot be split: its ack came through a relay</,
    )
    assert.doesNotMatch(draw([]), /blame/)
  })

  test('without spans says so', () => {
    assert.match(draw([]), /No span of this cycle reached the receiver/)
  })
})
