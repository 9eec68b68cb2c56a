import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { buildHistory } from '../../../analysis/history/build-history.ts'
import type { HistoryRun, HistoryStep } from '../../../analysis/history/history.ts'
import {
  metricNamed,
  sampleCommits,
  sampleHistoryRun,
  steppedRuns,
} from '../../support/sample-history.ts'

const commits = sampleCommits(40)

function stepsOf(runs: readonly HistoryRun[]): readonly HistoryStep[] {
  const metrics = [metricNamed('rtt.p50')]
  const history = buildHistory({ runs, metrics, commits, since: undefined, like: undefined })
  return history?.series[0]?.steps ?? []
}

describe('a step', () => {
  test('is found at its commit, with its size', () => {
    const steps = stepsOf(steppedRuns(commits, 25, 1.1))
    assert.equal(steps.length, 1)
    const [step] = steps as [HistoryStep]
    assert.deepEqual(
      [step.from, step.to, step.direction, step.scale, step.commits],
      [24, 25, 'worse', 'ratio', 1],
    )
    const [low, high] = step.interval ?? [0, 0]
    assert.ok(low < 0.1 && 0.1 < high && high - low < 0.02, `${low} … ${high}`)
    assert.ok(Math.abs(step.change - 0.1) < 0.01)
    assert.ok(Math.abs(step.before - 0.0001) < 1e-6 && Math.abs(step.after - 0.00011) < 1e-6)
    assert.ok(step.p < 0.001)
  })

  test('down is for the better', () => {
    assert.equal(stepsOf(steppedRuns(commits, 20, 0.9))[0]?.direction, 'better')
  })

  test('counts the commits that were not measured', () => {
    const gap = new Set([23, 24].map((index) => commits[index]?.sha))
    const runs = steppedRuns(commits, 25, 1.1).filter(({ commit }) => !gap.has(commit?.sha))
    const [step] = stepsOf(runs)
    assert.equal(step?.commits, 3)
  })

  test('is not made by a working tree with changes', () => {
    const runs = steppedRuns(commits, 99, 1)
    const dirty = commits
      .slice(20)
      .map(({ sha }) => sampleHistoryRun({ sha, dirty: true, rttP50S: 0.0002 }))
    assert.deepEqual(stepsOf([...runs, ...dirty]), [])
  })

  test('of nothing but noise is none', () => {
    assert.deepEqual(stepsOf(steppedRuns(commits, 99, 1)), [])
  })

  test('names what else moved there', () => {
    const runs = steppedRuns(commits, 25, 1.1).map((run, index) => ({
      ...run,
      versions: { Node: index < 75 ? '24.1.0' : '24.2.0', kernel: '6.1' },
      floorP50S: index < 75 ? 0.00005 : 0.00006,
    }))
    assert.deepEqual(stepsOf(runs)[0]?.alongside, [
      'Node 24.1.0 → 24.2.0',
      "the machine's floor +20.0 %",
    ])
  })

  test('of a metric that may be zero is a difference', () => {
    const runs = steppedRuns(commits, 25, 1.5).map((run, index) => ({
      ...run,
      values: { 'probes.lost': index < 75 ? 0 : 0.01 },
    }))
    const metrics = [metricNamed('probes.lost')]
    const history = buildHistory({ runs, metrics, commits, since: undefined, like: undefined })
    const [step] = history?.series[0]?.steps ?? []
    assert.deepEqual(
      [step?.to, step?.scale, step?.before, step?.after],
      [25, 'difference', 0, 0.01],
    )
    assert.equal(step?.change, 0.01)
  })
})
