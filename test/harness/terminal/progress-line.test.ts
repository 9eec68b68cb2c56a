import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RunProgress } from '../../../harness/run-options.ts'
import { plain } from '../../../harness/terminal/paint.ts'
import { progressLine } from '../../../harness/terminal/progress-line.ts'
import { widthOf } from '../../../harness/terminal/text.ts'

const measuring: RunProgress = {
  phase: 'measuring',
  elapsedMs: 12_345,
  plannedMs: 30_000,
  agentsRunning: 4,
  agents: 4,
  membersAlive: 3,
  probes: 1234,
  rttP50Ms: 0.54,
  rttP99Ms: 1.2,
}

describe('the progress line', () => {
  test('shows phase, time, members, probes and latency', () => {
    assert.equal(
      progressLine(measuring, plain),
      'measuring  12.3s of 30s  3/4 alive  1,234 probes  p50 540 µs  p99 1.20 ms',
    )
  })

  test('has a bar where it is redrawn and there is room', () => {
    assert.equal(
      progressLine(measuring, plain, 100),
      'measuring  12.3s of 30s  3/4 alive  1,234 probes  p50 540 µs  p99 1.20 ms  ━━━━━━━─────────',
    )
  })

  test('fits narrow terminals', () => {
    assert.equal(
      progressLine(measuring, plain, 50),
      'measuring  12.3s of 30s  3/4 alive  1,234 probes',
    )
    for (let columns = 5; columns < 120; columns++) {
      assert.ok(widthOf(progressLine(measuring, plain, columns)) <= columns)
    }
  })

  test('counts started agents while they start, and promises no end of a convergence', () => {
    const starting = {
      ...measuring,
      phase: 'starting',
      plannedMs: undefined,
      agentsRunning: 2,
    } as const
    const young = { ...starting, probes: 0, rttP50Ms: undefined, rttP99Ms: undefined }
    assert.equal(progressLine(young, plain), 'starting  12.3s  2/4 started')
    const converging = { ...young, phase: 'converging', plannedMs: 30_000 } as const
    assert.equal(progressLine(converging, plain, 80), 'converging  12.3s  3/4 alive')
  })

  test('fills its bar and no more when a phase takes longer than planned', () => {
    const late = {
      ...measuring,
      elapsedMs: 60_000,
      probes: 0,
      rttP50Ms: undefined,
      rttP99Ms: undefined,
    }
    assert.match(progressLine(late, plain, 100), / ━{16}$/)
  })
})
