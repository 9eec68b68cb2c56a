import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SCENARIOS } from '../../../harness/scenarios/registry.ts'

test('every scenario is found under its own name and says what it does', () => {
  assert.deepEqual(Object.keys(SCENARIOS).sort(), ['crash', 'steady'])
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    assert.equal(scenario.name, name)
    assert.match(scenario.summary, /^[A-Z].+\.$/)
  }
})
