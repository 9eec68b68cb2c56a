import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ArmRun, armCosts } from '../../../analysis/overhead/arms.ts'
import { overheadWarnings } from '../../../analysis/overhead/overhead-warnings.ts'

function costs(rounds: number, some: Partial<ArmRun> = {}) {
  const runs = Array.from({ length: rounds }, (_, index) => ({
    round: index + 1,
    rttP50S: 1,
    rttP99S: 2,
    cpuCores: 0.1,
    probes: 400,
    timedOut: 0,
  }))
  return armCosts([
    { name: 'off', runs, baselines: [] },
    { name: 'on', runs: runs.map((run) => ({ ...run, ...some })), baselines: ['off'] },
  ])
}

function said(...given: Parameters<typeof costs>): string[] {
  return overheadWarnings(costs(...given)).map(({ code, message }) => `${code}: ${message}`)
}

describe('doubts about what instruments cost', () => {
  test('are none after six whole rounds', () => {
    assert.deepEqual(said(6), [])
  })

  test('tell of few rounds, and of too few to conclude anything', () => {
    assert.deepEqual(said(5), [
      'few-rounds: some ratios rest on 5 rounds of both arms: their intervals are wide',
    ])
    assert.deepEqual(said(2), [
      'few-rounds: some ratios rest on 2 rounds of both arms: nothing can be concluded from fewer than 3',
    ])
  })

  test('tell why there is no p99', () => {
    assert.deepEqual(said(6, { rttP99S: null, probes: 200 }), [
      'no-p99: 6 of 12 runs had too few probes for a p99: it needs 368, the least had 200',
    ])
  })

  test('tell of probes that timed out, by arm', () => {
    assert.deepEqual(said(6, { timedOut: 2 }), [
      'probes-timed-out: probes timed out and have no RTT (on: 12 of 2,400)',
    ])
  })
})
