import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProbeTableBuilder } from '../../../analysis/tables/probe-table-builder.ts'

test('a table grows beyond its first columns and keeps every row', () => {
  const builder = new ProbeTableBuilder()
  const agent = builder.indexOf('a:1')
  const target = builder.indexOf('b:2')
  assert.equal(builder.indexOf('a:1'), agent)
  for (let cycle = 0; cycle < 5000; cycle += 1) {
    builder.appendIndexed(agent, target, cycle, cycle + 0.5, cycle / 1e6, 0)
  }
  const table = builder.build()
  assert.equal(table.length, 5000)
  assert.deepEqual(table.addresses, ['a:1', 'b:2'])
  for (const cycle of [0, 1023, 1024, 2048, 4999]) {
    assert.equal(table.intendedAtS[cycle], cycle)
    assert.equal(table.sentAtS[cycle], cycle + 0.5)
    assert.equal(table.rttS[cycle], cycle / 1e6)
    assert.equal(table.target[cycle], target)
  }
  assert.equal(table.rttS.length, 5000)
})
