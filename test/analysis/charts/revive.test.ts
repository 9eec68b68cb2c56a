import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { color, fn } from '../../../analysis/charts/chart.ts'
import { DARK, LIGHT } from '../../../analysis/charts/palette.ts'
import { REVIVE_SCRIPT, reviveOption } from '../../../analysis/charts/revive.ts'
import { runCharts } from '../../../analysis/charts/run-charts.ts'
import { sampleRun } from '../../support/sample-run.ts'

type Format = (value: unknown) => string

describe('reviving an option', () => {
  test('puts colours and functions in, and leaves the rest alone', () => {
    const option = { a: [color('dead'), 1, null], b: { c: 'text', d: fn('duration') } }
    const revived = reviveOption(option, LIGHT) as { a: unknown[]; b: { c: string; d: Format } }
    assert.deepEqual(revived.a, [LIGHT.dead, 1, null])
    assert.equal(revived.b.c, 'text')
    assert.equal(revived.b.d(1e-4), '100 µs')
    assert.equal(revived.b.d({ value: 1e-4 }), '100 µs')
    assert.equal(revived.b.d('-'), '–')
    assert.equal(reviveOption(color('dead'), DARK) as string, DARK.dead)
  })

  test('knows every function that charts ask for', () => {
    const formats: readonly [Parameters<typeof fn>[0], number, string][] = [
      ['duration-short', 30, '30 s'],
      ['log-duration', -4, '100 µs'],
      ['log-duration-short', Math.log10(2e-5), '20 µs'],
      ['percent', 0.937, '93.7 %'],
      ['percent-short', 0.8, '80 %'],
      ['count', 1234, '1,234'],
      ['number', 2.8, '2.80'],
      ['bytes', 1536, '1.50 KiB'],
      ['bytes-short', 20 * 1024 ** 2, '20 MiB'],
      ['tail-percent', 3, '99.9 %'],
    ]
    for (const [name, value, text] of formats) {
      assert.equal((reviveOption(fn(name), LIGHT) as Format)(value), text, name)
    }
    assert.throws(() => reviveOption({ $fn: 'nonsense' }, LIGHT), /nonsense/)
  })

  test('does the same in a page, where only the source of these functions is', () => {
    const run = new Function(`${REVIVE_SCRIPT}\nreturn reviveOption`) as () => typeof reviveOption
    const inPage = run()
    const outline = (value: unknown) =>
      JSON.stringify(value, (_, each) => (typeof each === 'function' ? String(each(-3.5)) : each))
    const { record, probes } = sampleRun({ agents: 4, durationS: 30 })
    for (const { option } of runCharts(record, probes, [])) {
      assert.equal(outline(inPage(option, LIGHT)), outline(reviveOption(option, LIGHT)))
    }
  })
})
