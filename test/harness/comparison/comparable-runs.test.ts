import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RunRecord } from '../../../analysis/index.ts'
import { comparableRuns } from '../../../harness/comparison/comparable-runs.ts'
import type { RecordedSubject } from '../../../harness/comparison/subject.ts'
import { shownRun } from '../../support/shown-run.ts'

const { config, environment, implementation } = shownRun()
const eight = { config: { ...config, nodes: 8 } }
const dgram = { implementation: { ...implementation, transport: 'dgram' } }
const elsewhere = { environment: { ...environment, host: 'elsewhere' } }

function side(
  kind: RecordedSubject['kind'],
  ...changes: readonly Partial<RunRecord>[]
): RecordedSubject {
  const runs = changes.map((change, index) => ({
    id: `run-${index}`,
    folder: '',
    record: shownRun(change),
  }))
  return { kind, label: kind, runs, broken: [], revision: undefined }
}

const ids = (runs: readonly { readonly id: string }[]) => runs.map(({ id }) => id)

describe('runs of two sides', () => {
  test('are all compared when they were made alike, whatever seed and load they had', () => {
    const other = { seed: 99, environment: { ...environment, loadAverage1m: 9 } }
    const chosen = comparableRuns(side('revision', {}, other), side('revision', {}))
    assert.deepEqual(ids(chosen.base), ['run-0', 'run-1'])
    assert.deepEqual(chosen.warnings, [])
  })

  test('are chosen so that both were made alike, and what was left out is said', () => {
    const base = side('revision', {}, eight, eight, {})
    const chosen = comparableRuns(base, side('revision', eight, dgram))
    assert.deepEqual(ids(chosen.base), ['run-1', 'run-2'])
    assert.deepEqual(ids(chosen.candidate), ['run-0'])
    assert.deepEqual(
      chosen.warnings.map(({ message }) => message),
      [
        '2 runs of revision were made under other circumstances and left out',
        '1 run of revision was made under other circumstances and left out',
      ],
    )
  })

  test('of commits are not compared when something else differs, and it is said what', () => {
    const refused = () =>
      comparableRuns(side('revision', {}), side('revision', { ...eight, ...elsewhere }))
    assert.throws(refused, /agents 3 against 8; machine bench-1 against elsewhere/)
    assert.throws(refused, { suggestion: /--measure/ })
  })

  test('that somebody picked are compared also where that is the difference', () => {
    const chosen = comparableRuns(side('records', {}), side('records', dgram))
    assert.equal(chosen.base.length + chosen.candidate.length, 2)
  })
})
