import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { RunFloor } from '../../../harness/floor/run-floor.ts'
import type { RunOptions, RunProgress } from '../../../harness/run-options.ts'
import { RunPhases } from '../../../harness/run-phases.ts'
import { FFI_MISSING } from '../../support/floor-echo.ts'
import { OTHER_PLATFORM } from '../../support/other-platform.ts'
import { shortRun } from '../../support/short-run.ts'

/** A run's floor under the test's hand, and what a person would see of it. */
function floorOf(some: Partial<RunOptions>) {
  const [seen, notes] = [new Set<RunProgress['phase']>(), [] as string[]]
  const state = { agentsRunning: 0, agents: 3, membersAlive: 0, probes: 0 }
  const observer = { progress: ({ phase }: RunProgress) => seen.add(phase), note() {} }
  const phases = new RunPhases(
    observer,
    () => ({ ...state, rttP50Ms: undefined, rttP99Ms: undefined }),
    'starting',
  )
  const floor = new RunFloor(shortRun('', { floor: true, ...some }), phases, (text) =>
    notes.push(text),
  )
  return { floor, seen, notes, [Symbol.dispose]: () => phases[Symbol.dispose]() }
}

describe('the floor of a run', () => {
  test('is measured before and after, and shown as a phase', { skip: FFI_MISSING }, async () => {
    using run = floorOf({})
    await run.floor.measureBefore()
    assert.equal(run.floor.record?.after, null)
    await run.floor.measureAfter()
    const { gapS, before, after } = run.floor.record ?? {}
    assert.equal(gapS, 0.05)
    assert.ok(before?.p50 && before.intervals.p50 && after?.p50 && after.intervals.p50)
    assert.ok(run.seen.has('floor'))
    assert.deepEqual(run.notes, [])
  })

  test('is not there when nobody wants it', async () => {
    using run = floorOf({ floor: false })
    await run.floor.measureBefore()
    await run.floor.measureAfter()
    assert.equal(run.floor.record, null)
    assert.ok(!run.seen.has('floor'))
  })

  test('is left out with one note where it cannot be measured', async () => {
    using run = floorOf({})
    process.env['NODE_OPTIONS'] = OTHER_PLATFORM
    try {
      await run.floor.measureBefore()
      await run.floor.measureAfter()
    } finally {
      delete process.env['NODE_OPTIONS']
    }
    assert.equal(run.floor.record, null)
    assert.equal(run.notes.length, 1)
    assert.match(run.notes[0] ?? '', /^Without a floor: .* sunos is not Linux$/)
  })

  test('ends the run when it is interrupted before, and is left out after', {
    skip: FFI_MISSING,
  }, async () => {
    const controller = new AbortController()
    using run = floorOf({ signal: controller.signal })
    await run.floor.measureBefore()
    controller.abort()
    await run.floor.measureAfter()
    assert.equal(run.floor.record?.after, null)
    await assert.rejects(run.floor.measureBefore(), { name: 'AbortError' })
    assert.deepEqual(run.notes, [])
  })
})
