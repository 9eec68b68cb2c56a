import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseBisection } from '../../../analysis/bisection/bisection.ts'
import { sampleBisection } from '../../support/sample-bisection.ts'

describe('a bisection on disk', () => {
  test('reads back as it was written', () => {
    const parsed = parseBisection(JSON.stringify(sampleBisection()))
    assert.deepEqual(parsed, { ok: true, bisection: sampleBisection() })
  })

  test('that is no JSON, or has a field that makes no sense, is a problem that says where', () => {
    const problemOf = (text: string) => {
      const parsed = parseBisection(text)
      assert.ok(!parsed.ok)
      return parsed.problem
    }
    assert.match(problemOf('{'), /not JSON/)
    assert.match(problemOf(JSON.stringify({ ...sampleBisection(), margin: -1 })), /^margin: /)
    assert.match(
      problemOf(JSON.stringify({ ...sampleBisection(), schemaVersion: 2 })),
      /^schemaVersion/,
    )
  })
})
