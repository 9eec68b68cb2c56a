import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { plain } from '../../../harness/terminal/paint.ts'
import { runList } from '../../../harness/terminal/run-list.ts'
import { shownRun } from '../../support/shown-run.ts'

describe('the list of runs', () => {
  test('shows everything where there is room', () => {
    const runs = [shownRun(), shownRun({ outcome: 'interrupted', commit: null })]
    assert.equal(
      runList(runs, { columns: 140, paint: plain }),
      `run                             when              scenario  nodes  duration     p50  p99  outcome      commit
20261122-193301-steady-3x-ab12  2026-11-22 19:33  steady        3      30 s  579 µs    –  complete     90873ee0+
20261122-193301-steady-3x-ab12  2026-11-22 19:33  steady        3      30 s  579 µs    –  interrupted`,
    )
  })

  test('leaves out in a narrow terminal what the id tells anyhow', () => {
    assert.equal(
      runList([shownRun()], { columns: 60, paint: plain }),
      `run                             nodes     p50  p99  outcome
20261122-193301-steady-3x-ab12      3  579 µs    –  complete`,
    )
  })
})
