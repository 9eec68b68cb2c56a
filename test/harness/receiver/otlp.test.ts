import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { plainAttributes, spansOf } from '../../../harness/receiver/otlp.ts'

const span = { traceId: 'a', spanId: 'b', name: 'x', startTimeUnixNano: '1', endTimeUnixNano: '2' }

test('spans are found in every resource and scope', () => {
  const request = {
    resourceSpans: [
      { scopeSpans: [{ spans: [span, span] }, {}] },
      { scopeSpans: [{ spans: [{ ...span, name: 'y' }] }] },
      {},
    ],
  }
  assert.deepEqual(
    spansOf(request)?.map(({ name }) => name),
    ['x', 'x', 'y'],
  )
})

test('what is no trace request has no spans', () => {
  for (const request of [
    {},
    { resourceSpans: {} },
    { resourceSpans: [null] },
    { resourceSpans: [{ scopeSpans: 'x' }] },
    { resourceSpans: [{ scopeSpans: [{ spans: [{ name: 1 }] }] }] },
    { resourceSpans: [{ scopeSpans: [{ spans: [null] }] }] },
  ]) {
    assert.equal(spansOf(request), undefined, JSON.stringify(request))
  }
})

test('looking for spans never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const found = spansOf({ resourceSpans: value })
      assert.ok(found === undefined || Array.isArray(found))
    }),
  )
})

test('attributes become plain values, whole numbers also when they are text', () => {
  const plain = plainAttributes([
    { key: 's', value: { stringValue: '' } },
    { key: 'i', value: { intValue: '9007199254740991' } },
    { key: 'j', value: { intValue: 0 } },
    { key: 'd', value: { doubleValue: 0.5 } },
    { key: 'b', value: { boolValue: false } },
    { key: 'list', value: {} },
  ])
  assert.deepEqual(plain, { s: '', i: 9007199254740991, j: 0, d: 0.5, b: false })
})
