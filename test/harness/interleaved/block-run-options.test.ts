import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  circumstancesOf,
  differencesBetween,
} from '../../../harness/interleaved/block-run-options.ts'
import { tinyRuns } from '../../support/tiny-repository.ts'

describe('the circumstances of a measurement', () => {
  test('are all of its options but the folders, as they read back from disk', () => {
    const circumstances = circumstancesOf(tinyRuns('/somewhere'))
    assert.deepEqual(circumstances, JSON.parse(JSON.stringify(circumstances)))
    assert.deepEqual(circumstances, circumstancesOf(tinyRuns('/elsewhere')))
    assert.equal(circumstances['nodes'], 2)
  })

  test('that differ are named one by one, with both values', () => {
    const before = circumstancesOf(tinyRuns('/a'))
    const { protocol } = tinyRuns('/a')
    const other = tinyRuns('/a', {
      nodes: 3,
      crashes: 5,
      protocol: { ...protocol, nack: !protocol.nack },
    })
    assert.deepEqual(differencesBetween(before, before), [])
    assert.deepEqual(differencesBetween(before, circumstancesOf(other)), [
      'nodes: 2, now 3',
      `nack: ${protocol.nack}, now ${!protocol.nack}`,
      'crashes: none, now 5',
    ])
  })
})
