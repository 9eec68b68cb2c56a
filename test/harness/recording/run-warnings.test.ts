import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Measurement } from '../../../harness/recording/measurement.ts'
import { runWarnings } from '../../../harness/recording/run-warnings.ts'
import { A, B, measuredProcess, ns, ready } from '../../support/measured-agents.ts'
import { sampleRun } from '../../support/sample-run.ts'

const { record } = sampleRun({ agents: 2, durationS: 5 })
const whole = { ...record, telemetry: { ...record.telemetry, spans: 10, exported: 10, dropped: 0 } }

async function codes(
  some: Parameters<typeof measuredProcess>[0],
  unaccounted = 0,
  of = whole,
): Promise<string[]> {
  const measurement = new Measurement()
  measurement.take(measuredProcess(some), ready(A, 1))
  const warnings = await runWarnings(of, measurement, unaccounted)
  return warnings.map(({ code }) => code).filter((code) => code !== 'no-fonts')
}

describe('a run is doubted', () => {
  test('not at all when all went well', async () => {
    assert.deepEqual(await codes({ condition: 'stopped' }), [])
  })

  test('for an agent that died, with its last words', async () => {
    const exit = { code: 1, signal: undefined, atNs: ns(2) }
    assert.deepEqual(await codes({ condition: 'died', exit }), ['agent-last-words'])
  })

  test('for lines that were no events', async () => {
    assert.deepEqual(await codes({ problemCount: 3, problems: ['not JSON: "x"'] }), [
      'unreadable-events',
    ])
  })

  test('for cycles of which nobody told the end', async () => {
    assert.deepEqual(await codes({}, 2), ['cycles-unaccounted'])
  })

  test('once when agents fell back to a slow transport, in their words', async () => {
    const measurement = new Measurement()
    const message = 'the fast transport does not work here (no koffi)'
    const error = { event: 'error', timeNs: 1, code: 'transport-fallback', fatal: false } as const
    for (const agent of [A, B]) {
      measurement.take(measuredProcess(), { ...error, agent, message })
    }
    const warnings = await runWarnings(whole, measurement, 0)
    const found = warnings.filter(({ code }) => code === 'transport-fallback')
    assert.deepEqual(
      found.map((warning) => warning.message),
      [message],
    )
  })

  test('for spans that went with those that were killed', async () => {
    const telemetry = { ...whole.telemetry, exported: 4, dropped: 1 }
    assert.deepEqual(await codes({}, 0, { ...whole, telemetry }), ['spans-lost'])
  })
})
