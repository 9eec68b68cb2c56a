import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseSwimRsLog } from '../../../analysis/swim-rs/parse-log.ts'

const at = (second: number, message: string) =>
  `2026-11-22T10:00:0${second}.250000Z  INFO swim_rs::protocol::node: ${message}`
const START_S = Date.UTC(2026, 10, 22, 10) / 1000

describe('a log of swim-rs', () => {
  test('gives RTTs, verdicts and the statistics it prints itself', () => {
    const text = [
      at(0, 'Starting node on 127.0.0.1:9000'),
      at(1, 'Received ACK seq=5 from 127.0.0.1:9001 (RTT: 234.56µs)'),
      at(2, 'Member 127.0.0.1:9002 is now SUSPECT'),
      at(4, 'Member 127.0.0.1:9002 is now DEAD'),
      at(
        5,
        'RTT: min=102.752µs max=1.5ms mean=145.1µs p50=125µs p95=300µs p99=310µs jitter=48µs (n=30)',
      ),
    ].join('\n')
    const log = parseSwimRsLog(text)
    assert.deepEqual(log.samples, [
      { atS: START_S + 1.25, sequence: 5, from: '127.0.0.1:9001', rttS: 234.56 * 1e-6 },
    ])
    assert.deepEqual(log.states, [
      { atS: START_S + 2.25, member: '127.0.0.1:9002', status: 'suspect' },
      { atS: START_S + 4.25, member: '127.0.0.1:9002', status: 'dead' },
    ])
    const [tick] = log.ticks
    assert.equal(tick?.count, 30)
    assert.deepEqual(Object.keys(tick?.seconds ?? {}), [
      'min',
      'max',
      'mean',
      'p50',
      'p95',
      'p99',
      'jitter',
    ])
    assert.equal(tick?.seconds['max'], 1.5 * 1e-3)
    assert.equal(log.unrecognized, 1)
    assert.deepEqual(log.problems, [])
  })

  test('is read with colours, line ends of another system and any unit', () => {
    for (const [duration, seconds] of [
      ['250ns', 250e-9],
      ['1.5us', 1.5e-6],
      ['1.5µs', 1.5e-6],
      ['1.5μs', 1.5e-6],
      ['2ms', 2e-3],
      ['1.25s', 1.25],
    ] as const) {
      const line = `\u001b[2m2026-11-22T10:00:01Z\u001b[0m \u001b[32m INFO\u001b[0m \u001b[2mswim_rs\u001b[0m: Received ACK seq=1 from [::1]:9001 (RTT: ${duration})\r\n`
      const [sample] = parseSwimRsLog(line).samples
      assert.ok(Math.abs((sample?.rttS ?? 0) / seconds - 1) < 1e-12, duration)
      assert.equal(sample?.atS, START_S + 1)
    }
  })

  test('says which lines look right and cannot be read', () => {
    const text = [
      at(1, 'Received ACK seq=5 from 127.0.0.1:9001 (RTT: 3 parsecs)'),
      'Received ACK seq=5 from 127.0.0.1:9001 (RTT: 3ms)',
      at(1, 'RTT: min=x max=2ms (n=3)'),
      '',
      'thread main panicked',
    ].join('\n')
    const log = parseSwimRsLog(text)
    assert.deepEqual(log.problems, [
      { line: 1, reason: '"3 parsecs" is not a duration' },
      { line: 2, reason: 'the line has no readable time' },
      { line: 3, reason: '"min=x" is not a figure with a duration' },
    ])
    assert.equal(log.unrecognized, 1)
    assert.equal(log.samples.length, 0)
  })

  test('may hold anything', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseSwimRsLog(text)))
  })
})
