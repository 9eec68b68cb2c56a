import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compareSides } from '../../../analysis/comparison/compare-sides.ts'
import type { CompareOptions, RunValues, Side } from '../../../analysis/comparison/comparison.ts'

const OPTIONS: CompareOptions = {
  margin: 0.05,
  primary: ['rtt.p50'],
  normalizeBy: 'none',
  design: 'interleaved',
  seed: 1,
}
const NOISE = [0.01, -0.02, 0.005, 0.015, -0.01, 0, 0.02, -0.005, 0.008, -0.012]

/** Ten blocks of a quiet machine, each run as `of` would have it. */
function side(label: string, of: (block: number) => Partial<RunValues> = () => ({})): Side {
  const runs = NOISE.map((_, block): RunValues => {
    const noise = NOISE[(block + label.length) % NOISE.length] ?? 0
    return {
      id: `${label}-${block}`,
      values: { 'rtt.p50': 1e-4 * (1 + noise) },
      block,
      order: (block % 2 === 0) === (label === 'base') ? 'first' : 'second',
      startedAt: `2026-01-01T00:00:0${block}.000Z`,
      floorP50S: 1e-5,
      ...of(block),
    }
  })
  return { label, runs }
}

function warningsOf(
  base: Side,
  candidate: Side,
  options: Partial<CompareOptions> = {},
): Map<string, string> {
  const { warnings } = compareSides(base, candidate, { ...OPTIONS, ...options })
  for (const { advice } of warnings) assert.ok(advice !== null && advice.length > 0)
  return new Map(warnings.map(({ code, message }) => [code, message]))
}

describe('a comparison is doubted', () => {
  test('for nothing when there is nothing to doubt', () => {
    assert.deepEqual([...warningsOf(side('base'), side('candidate'))], [])
  })

  test('when it was looked at before all planned blocks were measured', () => {
    const warnings = warningsOf(side('base'), side('candidate'), { plannedBlocks: 20 })
    assert.match(warnings.get('before-the-end') ?? '', /^10 of 20 planned blocks/)
  })

  test('when runs have no partner, which are named', () => {
    const candidate = side('candidate')
    const short = { ...candidate, runs: candidate.runs.slice(1) }
    const message = warningsOf(side('base'), short).get('unpaired-runs') ?? ''
    assert.match(message, /^1 run .*\(base-0\)$/)
  })

  test('when one side always ran first', () => {
    const base = side('base', () => ({ order: 'first' }))
    const candidate = side('candidate', () => ({ order: 'second' }))
    assert.match(warningsOf(base, candidate).get('unbalanced-order') ?? '', /first in 10 blocks/)
  })

  test('when runs lack a primary metric', () => {
    const candidate = side('candidate', (block) => (block < 3 ? { values: {} } : {}))
    const message = warningsOf(side('base'), candidate).get('missing-values')
    assert.match(message ?? '', /^3 runs of 20 had no RTT p50/)
  })

  test('when a run lies far from its like; it is named and kept', () => {
    const candidate = side('candidate', (block) =>
      block === 4 ? { values: { 'rtt.p50': 3e-4 } } : {},
    )
    const result = compareSides(side('base'), candidate, OPTIONS)
    const outliers = result.warnings.find(({ code }) => code === 'outliers')
    assert.match(outliers?.message ?? '', /1 run .*\(candidate-4\); none was left out/)
    assert.equal(result.metrics[0]?.candidate.runs, 10)
  })

  test('when the sides were not measured on one machine, in one way, or from commits', () => {
    const facts = (machine: string, transport: string) => () => ({ facts: { machine, transport } })
    const base = side('base', facts('vm', 'linux'))
    const candidate = side('candidate', (block) => ({
      ...facts('other', block < 5 ? 'linux' : 'dgram')(),
      dirty: block > 6,
    }))
    const warnings = warningsOf(base, candidate)
    assert.equal(
      warnings.get('different-machines'),
      'machine differs: base has vm, candidate has other',
    )
    assert.equal(
      warnings.get('different-transport'),
      'transport differs: base has linux, candidate has linux and dgram',
    )
    assert.match(warnings.get('dirty-tree') ?? '', /^3 runs of candidate .*candidate-7/)
  })

  test('when the machine drifted under all blocks', () => {
    const drifting = (label: string) =>
      side(label, (block) => ({ values: { 'rtt.p50': 1e-4 * (1 + 0.03 * block) } }))
    const message = warningsOf(drifting('base'), drifting('candidate')).get('drift') ?? ''
    assert.match(message, /RTT p50 drifted by about \+2\d\.\d %/)
    const recorded = warningsOf(drifting('base'), drifting('candidate'), { design: 'recorded' })
    assert.ok(recorded.has('drift') && recorded.has('drift-not-excluded'))
  })

  test('when the change itself grew', () => {
    const growing = side('candidate', (block) => ({
      values: { 'rtt.p50': 1e-4 * (1 + 0.03 * block) },
    }))
    const message = warningsOf(side('base'), growing).get('change-drifts') ?? ''
    assert.match(message, /RTT p50 itself grew/)
  })

  test('when the floor of the machine moved', () => {
    const moved = side('candidate', (block) => ({ floorP50S: block === 9 ? 1.4e-5 : 1e-5 }))
    const message = warningsOf(side('base'), moved).get('floor-moved') ?? ''
    assert.match(message, /between 10\.0 µs and 14\.0 µs/)
  })

  test('when the floor of the machine differs between the sides', () => {
    const withFloor = (label: string, level: number) =>
      side(label, (block) => ({
        values: { 'rtt.p50': 1e-4, 'floor.p50': level * (1 + (NOISE[block] ?? 0)) },
      }))
    const message = warningsOf(withFloor('base', 1e-5), withFloor('candidate', 1.1e-5)).get(
      'floor-differs',
    )
    assert.match(message ?? '', /by \+10\.0 %/)
    assert.equal(
      warningsOf(withFloor('base', 1e-5), withFloor('candidate', 1e-5)).has('floor-differs'),
      false,
    )
  })

  test('when runs have no floor by which they should have been divided', () => {
    const floorless = side('candidate', (block) => ({ floorP50S: block === 1 ? null : 1e-5 }))
    const warnings = warningsOf(side('base'), floorless, { normalizeBy: 'floor' })
    assert.match(warnings.get('no-floor') ?? '', /^1 of 20 runs/)
  })
})
