import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { compareSides } from '../../../analysis/comparison/compare-sides.ts'
import type { CompareOptions, RunValues, Side } from '../../../analysis/comparison/comparison.ts'
import { parseComparison } from '../../../analysis/comparison/comparison.ts'

const OPTIONS: CompareOptions = {
  margin: 0.05,
  primary: ['rtt.p50'],
  normalizeBy: 'none',
  design: 'interleaved',
  seed: 1,
}
/** A little noise, the same for whoever asks. */
const NOISE = [0.01, -0.02, 0.005, 0.015, -0.01, 0, 0.02, -0.005, 0.008, -0.012]

type Given = Readonly<Record<string, readonly (number | null)[]>>

function sideOf(label: string, given: Given, extra: Partial<RunValues> = {}): Side {
  const count = Math.max(...Object.values(given).map((values) => values.length))
  const runs = Array.from({ length: count }, (_, block): RunValues => {
    const values = Object.fromEntries(
      Object.entries(given).map(([id, each]) => [id, each[block] ?? null]),
    )
    return { id: `${label}-${block}`, values, block, startedAt: null, floorP50S: null, ...extra }
  })
  return { label, runs }
}

function noisy(level: number, count: number, offset = 0): number[] {
  return Array.from(
    { length: count },
    (_, index) => level * (1 + (NOISE[(index + offset) % NOISE.length] ?? 0)),
  )
}

function compare(base: Given, candidate: Given, options: Partial<CompareOptions> = {}) {
  return compareSides(sideOf('base', base), sideOf('candidate', candidate), {
    ...OPTIONS,
    ...options,
  })
}

const onlyMetric = (result: ReturnType<typeof compareSides>) => {
  const [metric] = result.metrics
  assert.ok(metric)
  return metric
}

describe('a comparison', () => {
  test('names what got slower a regression, with its change and interval', () => {
    const result = compare({ 'rtt.p50': noisy(1e-4, 10) }, { 'rtt.p50': noisy(1.2e-4, 10, 3) })
    const metric = onlyMetric(result)
    assert.equal(result.verdict, 'regression')
    assert.ok(Math.abs((metric.change ?? 0) - 0.2) < 0.02)
    const [low = 0, high = 0] = metric.interval ?? []
    assert.ok(low > 0.15 && low < 0.2 && high > 0.2 && high < 0.25)
    assert.equal(metric.p, 2 / 1024)
    assert.equal(metric.blocks.length, 10)
    assert.deepEqual([metric.reason, metric.blocksToDecide], [null, null])
  })

  test('names what got faster an improvement, and the same both ways', () => {
    const result = compare({ 'rtt.p50': noisy(1.2e-4, 8, 3) }, { 'rtt.p50': noisy(1e-4, 8) })
    assert.equal(result.verdict, 'improvement')
    assert.ok(Math.abs((onlyMetric(result).change ?? 0) - (1 / 1.2 - 1)) < 0.02)
  })

  test('names what stays within the margin equivalent, however surely it moved', () => {
    const result = compare({ 'rtt.p50': noisy(1e-4, 10) }, { 'rtt.p50': noisy(1.02e-4, 10) })
    assert.equal(result.verdict, 'equivalent')
  })

  test('is inconclusive where noise is too much, and says how many blocks would decide', () => {
    const wild = [1, 1.3, 0.8, 1.1, 0.9, 1.25, 1, 0.85]
    const result = compare({ 'rtt.p50': noisy(1, 8) }, { 'rtt.p50': wild })
    const metric = onlyMetric(result)
    assert.equal(result.verdict, 'inconclusive')
    assert.match(metric.reason ?? '', /both possible/)
    assert.ok((metric.blocksToDecide ?? 0) > 20)
  })

  test('of fewer than six blocks is inconclusive, even when the difference is plain', () => {
    const result = compare({ 'rtt.p50': noisy(1, 5) }, { 'rtt.p50': noisy(3, 5, 2) })
    assert.equal(result.verdict, 'inconclusive')
    assert.match(onlyMetric(result).reason ?? '', /^5 of the 6 runs/)
    assert.equal(onlyMetric(result).blocksToDecide, 6)
    assert.ok(result.warnings.some(({ code }) => code === 'too-few-runs'))
  })

  test('of two primary metrics in six blocks says that seven could decide', () => {
    const base = { 'rtt.p50': noisy(1, 6), 'rtt.p99': noisy(2, 6, 1) }
    const candidate = { 'rtt.p50': noisy(2, 6, 2), 'rtt.p99': noisy(4, 6, 3) }
    const result = compare(base, candidate, { primary: ['rtt.p50', 'rtt.p99'] })
    assert.equal(result.verdict, 'inconclusive')
    assert.deepEqual(
      result.metrics.map(({ pAdjusted, blocksToDecide }) => [pAdjusted, blocksToDecide]),
      [
        [2 / 32, 7],
        [2 / 32, 7],
      ],
    )
  })

  test('is as bad as its worst primary metric, and no exploratory one has a say', () => {
    const base = { 'rtt.p50': noisy(1, 8), 'rtt.p99': noisy(1, 8, 1), 'lag.p50': noisy(1, 8, 2) }
    const candidate = {
      'rtt.p50': noisy(0.8, 8, 3),
      'rtt.p99': noisy(1.3, 8, 4),
      'lag.p50': noisy(9, 8, 5),
    }
    const both = compare(base, candidate, { primary: ['rtt.p50', 'rtt.p99'] })
    assert.equal(both.verdict, 'regression')
    assert.equal(compare(base, candidate).verdict, 'improvement')
    const lag = both.metrics.find(({ metric }) => metric === 'lag.p50')
    assert.deepEqual([lag?.role, lag?.pAdjusted, lag?.verdict], ['exploratory', null, 'regression'])
    assert.equal(lag?.q, 2 / 256)
  })

  test('leaves a primary metric out of the verdict that neither side has, and says so', () => {
    const values = { 'rtt.p50': noisy(1, 8), 'rtt.p99': [null] }
    const result = compare(values, values, { primary: ['rtt.p50', 'rtt.p99'] })
    assert.equal(result.verdict, 'equivalent')
    assert.ok(result.warnings.some(({ code }) => code === 'primary-not-measured'))
  })

  test('does not conclude anything from a metric that only one side has', () => {
    const result = compare({ 'rtt.p50': noisy(1, 8) }, { 'rtt.p50': [null] })
    assert.equal(result.verdict, 'inconclusive')
    assert.equal(onlyMetric(result).reason, 'no run of the candidate has it')
  })

  test('compares higher-is-better the other way round', () => {
    const metrics = [
      {
        id: 'rate',
        title: 'rate',
        unit: 'per-second',
        better: 'higher',
        marginAbsolute: null,
        scalesWithFloor: false,
      },
    ] as const
    const result = compare(
      { rate: noisy(1, 8) },
      { rate: noisy(2, 8, 1) },
      { primary: ['rate'], metrics },
    )
    assert.equal(result.verdict, 'improvement')
  })

  test('takes metrics that nobody described as numbers of which less is better', () => {
    const result = compare({ x: noisy(1, 8) }, { x: noisy(2, 8, 1) }, { primary: ['x'] })
    assert.deepEqual([result.verdict, onlyMetric(result).unit], ['regression', 'number'])
  })

  test('survives the disk', () => {
    const result = compare({ 'rtt.p50': noisy(1, 8) }, { 'rtt.p50': noisy(1.1, 8, 1) })
    assert.deepEqual(parseComparison(JSON.stringify(result)), { ok: true, comparison: result })
    assert.equal(parseComparison('{').ok, false)
    assert.match(JSON.stringify(parseComparison('{"base":1}')), /"problem":"base: /)
  })
})

describe('counts of what must not happen', () => {
  const ids = { primary: ['falsePositives.deaths'] }
  const deaths = (...values: number[]) => ({ 'falsePositives.deaths': values })

  test('are compared by difference', () => {
    const result = compare(deaths(0, 0, 0, 0, 0, 0, 0, 0), deaths(1, 2, 1, 1, 2, 1, 1, 1), ids)
    const metric = onlyMetric(result)
    assert.equal(result.verdict, 'regression')
    assert.deepEqual([metric.scale, metric.change, metric.margin], ['difference', 1.25, 0.5])
  })

  test('that are all zero are equivalent from the run on at which the rule of three allows it', () => {
    const zeros = (count: number) => deaths(...new Array<number>(count).fill(0))
    assert.equal(compare(zeros(8), zeros(8), ids).verdict, 'equivalent')
    const few = onlyMetric(compare(zeros(6), zeros(6), ids))
    assert.deepEqual([few.verdict, few.blocksToDecide], ['inconclusive', 8])
  })

  test('of which one is not zero do not prove anything', () => {
    const result = compare(deaths(0, 0, 0, 0, 0, 0, 0, 0), deaths(0, 0, 0, 3, 0, 0, 0, 0), ids)
    assert.equal(result.verdict, 'inconclusive')
  })

  test('as shares need to know of how many', () => {
    const lost = { 'probes.lost': new Array<number>(8).fill(0) }
    const primary = { ...OPTIONS, primary: ['probes.lost'] }
    const verdict = (extra: Partial<RunValues>) =>
      compareSides(sideOf('a', lost, extra), sideOf('b', lost, extra), primary).verdict
    assert.equal(verdict({}), 'inconclusive')
    assert.equal(verdict({ probes: 40 }), 'inconclusive')
    assert.equal(verdict({ probes: 4000 }), 'equivalent')
  })
})

describe('a metric of times of which some are zero', () => {
  test('is compared by difference, with the margin as a share of the median of the base', () => {
    const base = { 'lag.p50': [0, ...noisy(1e-4, 7)] }
    const result = compare(base, { 'lag.p50': noisy(5e-4, 8, 2) }, { primary: ['lag.p50'] })
    const metric = onlyMetric(result)
    assert.deepEqual([metric.scale, result.verdict], ['difference', 'regression'])
    assert.ok(Math.abs(metric.margin - 0.05e-4) < 1e-6)
    assert.ok(result.warnings.some(({ code }) => code === 'zeros'))
  })
})

describe('runs that were not measured in turn', () => {
  test('are compared by Welch, with the warning that time is not excluded', () => {
    const result = compare(
      { 'rtt.p50': noisy(1, 10) },
      { 'rtt.p50': noisy(1.2, 7, 3) },
      { design: 'recorded' },
    )
    const metric = onlyMetric(result)
    assert.deepEqual([result.verdict, metric.test, metric.blocks], ['regression', 'welch', []])
    assert.ok(result.warnings.some(({ code }) => code === 'drift-not-excluded'))
  })
})

describe('normalized by the floor', () => {
  const withFloors = (label: string, factor: number) => {
    const floors = [1, 1.4, 0.8, 1.2, 1, 0.7, 1.1, 0.9].map((each) => each * 1e-5)
    const { runs } = sideOf(label, {
      'rtt.p50': floors.map((floor, index) => floor * factor * (1 + (NOISE[index] ?? 0))),
      'lag.p50': noisy(1, 8),
    })
    return {
      label,
      runs: runs.map((run, index) => ({ ...run, floorP50S: floors[index] ?? null })),
    }
  }

  test('what is made of round trips is told in floors, and nothing else', () => {
    const options = { ...OPTIONS, normalizeBy: 'floor' } as const
    const result = compareSides(withFloors('a', 10), withFloors('b', 12), options)
    const [rtt, lag] = result.metrics
    assert.deepEqual([rtt?.unit, lag?.unit], ['floors', 'seconds'])
    assert.ok(Math.abs((rtt?.base.median ?? 0) - 10) < 0.1)
    assert.equal(result.verdict, 'regression')
    assert.ok(result.warnings.some(({ code }) => code === 'normalized'))
  })

  test('runs without a floor have no part in it', () => {
    const options = { ...OPTIONS, normalizeBy: 'floor' } as const
    const values = { 'rtt.p50': noisy(1, 8) }
    const result = compareSides(sideOf('a', values), sideOf('b', values), options)
    assert.equal(result.verdict, 'inconclusive')
    assert.ok(result.warnings.some(({ code }) => code === 'no-floor'))
  })
})

describe('for any numbers', () => {
  const values = fc.array(fc.double({ min: 1e-6, max: 10, noNaN: true }), {
    minLength: 6,
    maxLength: 9,
  })
  const OPPOSITE = {
    regression: 'improvement',
    improvement: 'regression',
    equivalent: 'equivalent',
    inconclusive: 'inconclusive',
  } as const

  test('exchanging the sides turns the verdict round', () => {
    fc.assert(
      fc.property(values, values, fc.constantFrom('interleaved', 'recorded'), (a, b, design) => {
        const [base, candidate] = [{ 'rtt.p50': a }, { 'rtt.p50': b }]
        const there = compare(base, candidate, { design })
        const back = compare(candidate, base, { design })
        assert.equal(OPPOSITE[there.verdict], back.verdict)
        const product = (1 + (onlyMetric(there).change ?? 0)) * (1 + (onlyMetric(back).change ?? 0))
        assert.ok(Math.abs(product - 1) < 1e-6)
      }),
    )
  })

  test('the unit makes no difference', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const inMs = (each: readonly number[]) => ({ 'rtt.p50': each.map((value) => value * 1000) })
        const one = onlyMetric(compare({ 'rtt.p50': a }, { 'rtt.p50': b }))
        const other = onlyMetric(compare(inMs(a), inMs(b)))
        assert.equal(one.verdict, other.verdict)
        assert.ok(Math.abs((one.change ?? 0) / (other.change ?? 0) - 1) < 1e-6 || one.change === 0)
      }),
    )
  })

  test('the change lies in its interval', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const { change, interval } = onlyMetric(compare({ 'rtt.p50': a }, { 'rtt.p50': b }))
        const [low = 1, high = -1] = interval ?? []
        assert.ok(low <= (change ?? Number.NaN) + 1e-9 && (change ?? Number.NaN) <= high + 1e-9)
      }),
    )
  })
})
