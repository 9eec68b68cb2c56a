import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { METRICS } from '../../analysis/comparison/metrics.ts'
import { checkThresholds, parseThreshold, type Threshold } from '../../analysis/thresholds.ts'
import { shownRun } from '../support/shown-run.ts'

function threshold(text: string): Threshold {
  const parsed = parseThreshold(text)
  if (!parsed.ok) assert.fail(parsed.problem)
  return parsed.threshold
}

function problemOf(text: string): string {
  const parsed = parseThreshold(text)
  assert.equal(parsed.ok, false, text)
  return parsed.ok ? '' : parsed.problem
}

const isMet = (text: string, record = shownRun()) =>
  checkThresholds(record, [threshold(text)])[0]?.isMet

describe('a threshold', () => {
  test('has its limit in the base unit of its metric', () => {
    const limits = {
      'rtt.p99<1ms': 0.001,
      'rtt.p99 <= 250 µs': 0.00025,
      'lag.p50<0.5s': 0.5,
      'memory.perAgent<80MiB': 80 * 1024 ** 2,
      'memory.perAgent<80MB': 80e6,
      'probes.lost<0.1%': 0.001,
      'probes.lost<0.001': 0.001,
      'falsePositives.deaths==0': 0,
      'messages.perAgent<20/s': 20,
      'cpu.perAgent<2%': 0.02,
    }
    for (const [text, limit] of Object.entries(limits))
      assert.equal(threshold(text).limit, limit, text)
  })

  test('of every metric can be written', () => {
    const units = { seconds: '1s', bytes: '1B', share: '1%', count: '1', number: '1' }
    for (const { id, unit } of METRICS) {
      const limit = unit === 'per-second' ? '1/s' : units[unit]
      assert.equal(threshold(`${id}>=${limit}`).metric, id)
    }
  })

  test('without a unit is refused where it could mean anything', () => {
    assert.match(problemOf('rtt.p99<1'), /1 has no unit for rtt\.p99; write 500µs, 1ms or 2s/)
    assert.match(problemOf('memory.perAgent<80'), /write 80MiB/)
    assert.match(problemOf('rtt.p99<1MiB'), /1MiB is no limit for rtt\.p99/)
    assert.match(problemOf('falsePositives.deaths==0ms'), /0ms is no limit/)
  })

  test('on a metric that nobody knows names those that there are', () => {
    const parsed = parseThreshold('rtt.p9<1ms')
    assert.ok(!parsed.ok)
    assert.equal(parsed.meant, 'rtt.p9')
    assert.ok(parsed.known.includes('rtt.p99'))
  })

  test('that is none is a problem, whatever it is', () => {
    for (const text of ['', 'rtt.p99', '<1ms', 'rtt.p99<', 'rtt.p99 1ms', 'rtt.p99=1ms', 'a<b<c']) {
      assert.ok(problemOf(text).length > 0)
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseThreshold(text)
      }),
    )
  })
})

describe('whether a run reached it', () => {
  test('is decided by the operator, at the limit too', () => {
    const at = shownRun({ falsePositives: { suspicions: 2, deaths: 0 } })
    const expected = {
      '<2': false,
      '<=2': true,
      '==2': true,
      '!=2': false,
      '>=2': true,
      '>2': false,
    }
    for (const [rest, met] of Object.entries(expected)) {
      assert.equal(isMet(`falsePositives.suspicions${rest}`, at), met, rest)
    }
  })

  test('is no when there is no such number, whatever the operator', () => {
    const [result] = checkThresholds(shownRun(), [threshold('rtt.p99<10s')])
    assert.equal(result?.value, null)
    assert.equal(result?.isMet, false)
    assert.equal(isMet('rtt.p99>=0s'), false)
    assert.equal(isMet('rtt.p99!=1s'), false)
  })

  test('stands beside the value it was decided by', () => {
    const results = checkThresholds(shownRun(), [
      threshold('rtt.p50<1ms'),
      threshold('rtt.p50<1µs'),
    ])
    assert.deepEqual(
      results.map(({ text, value, isMet: met }) => [text, value, met]),
      [
        ['rtt.p50<1ms', 0.000579, true],
        ['rtt.p50<1µs', 0.000579, false],
      ],
    )
  })
})
