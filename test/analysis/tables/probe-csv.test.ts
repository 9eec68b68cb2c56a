import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { PROBE_OUTCOMES } from '../../../analysis/probe-table.ts'
import {
  formatProbeRows,
  PROBE_CSV_HEADER,
  parseProbeTable,
} from '../../../analysis/tables/probe-csv.ts'
import { ProbeTableBuilder } from '../../../analysis/tables/probe-table-builder.ts'

const nanoseconds = fc.integer({ min: 0, max: 10 ** 14 }).map((count) => count / 1e9)
const row = fc.record({
  agent: fc.oneof(fc.constantFrom('127.0.0.1:9000', '[::1]:9001'), fc.string({ unit: 'binary' })),
  target: fc.string({ minLength: 1 }),
  intendedAtS: fc.integer({ min: -(10 ** 12), max: 10 ** 14 }).map((count) => count / 1e9),
  sentAtS: nanoseconds,
  rttS: fc.oneof(nanoseconds, fc.constant(Number.NaN)),
})

describe('probes as CSV', () => {
  test('come back as they were, to the nanosecond', () => {
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const builder = new ProbeTableBuilder()
        for (const one of rows) {
          builder.append({ ...one, outcome: Number.isNaN(one.rttS) ? 'timed-out' : 'acked' })
        }
        const table = builder.build()
        const text = `${PROBE_CSV_HEADER}\n${formatProbeRows(table)}`
        const { probes, problems } = parseProbeTable(text)
        assert.deepEqual(problems, [])
        assert.deepEqual(probes, table)
      }),
    )
  })

  test('are read the same in pieces', () => {
    const builder = new ProbeTableBuilder()
    for (let cycle = 0; cycle < 50; cycle += 1) {
      const times = { intendedAtS: cycle, sentAtS: cycle + 1e-6, rttS: 1e-4 }
      builder.append({ agent: 'a:1', target: 'b:2', ...times, outcome: 'acked-indirect' })
    }
    const table = builder.build()
    const text = `${PROBE_CSV_HEADER}\n${formatProbeRows(table, 0, 20)}${formatProbeRows(table, 20)}`
    const { probes } = parseProbeTable(text.match(/[\s\S]{1,7}/g) ?? [])
    assert.deepEqual(probes, table)
    assert.equal(PROBE_OUTCOMES[probes.outcome[49] ?? 0], 'acked-indirect')
  })

  test('say which lines could not be read, and why', () => {
    const text = [
      PROBE_CSV_HEADER,
      'a,b,1.0,1.0,0.1,acked',
      'a,b,1.0,1.0',
      'a,b,one,1.0,0.1,acked',
      'a,b,1.0,1.0,-0.1,acked',
      'a,b,1.0,1.0,0.1,lost',
      'a,b,1.0,1.0,,acked',
      'a,b,1.0,1.0,0.1,timed-out',
      '"a,b,1.0,1.0,0.1,acked',
    ].join('\n')
    const { probes, problems, problemCount } = parseProbeTable(text)
    assert.equal(probes.length, 1)
    assert.equal(problemCount, 7)
    assert.deepEqual(problems, [
      { line: 3, reason: '4 fields instead of 6' },
      { line: 4, reason: 'a time is not a number' },
      { line: 5, reason: 'the RTT is not a duration' },
      { line: 6, reason: 'unknown outcome' },
      { line: 7, reason: 'the outcome contradicts the RTT' },
      { line: 8, reason: 'the outcome contradicts the RTT' },
      { line: 9, reason: 'quotes do not match' },
    ])
  })

  test('that are no probes are problems and never an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.ok(parseProbeTable(text).problemCount > 0)
      }),
    )
    assert.deepEqual(parseProbeTable('').problems, [{ line: 1, reason: 'the text is empty' }])
  })

  test('keep only the first of very many problems, and count all', () => {
    const { problems, problemCount } = parseProbeTable(`${PROBE_CSV_HEADER}\n${'x\n'.repeat(1000)}`)
    assert.equal(problemCount, 1000)
    assert.equal(problems.length, 20)
  })
})
