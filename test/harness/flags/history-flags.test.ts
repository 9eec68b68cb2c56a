import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Parser } from '@oclif/core'
import { UserError } from '../../../harness/errors.ts'
import { historyFlags, historyOptionsFrom } from '../../../harness/flags/history-flags.ts'

async function options(...argv: string[]) {
  const { flags } = await Parser.parse(argv, { flags: historyFlags })
  return historyOptionsFrom(flags as Parameters<typeof historyOptionsFrom>[0])
}

describe('the flags of history', () => {
  test('leave everything to what is recorded when none is given', async () => {
    const { metrics, since, scenario, like, resultsDir } = await options()
    assert.deepEqual([metrics, since, scenario, like], Array(4).fill(undefined))
    assert.equal(resultsDir, 'results')
  })

  test('take several metrics', async () => {
    const { metrics } = await options('--metric', 'rtt.p50', '--metric', 'lag.p99')
    assert.deepEqual(metrics, ['rtt.p50', 'lag.p99'])
  })

  for (const [text, since] of [
    ['30', { kind: 'last', commits: 30 }],
    ['2026-11-01', { kind: 'date', at: '2026-11-01' }],
    ['2026-11-01T18:00Z', { kind: 'date', at: '2026-11-01T18:00Z' }],
    ['1234567', { kind: 'ref', ref: '1234567' }],
    ['v1.2.0', { kind: 'ref', ref: 'v1.2.0' }],
    ['HEAD~3', { kind: 'ref', ref: 'HEAD~3' }],
  ] as const) {
    test(`understand --since ${text}`, async () => {
      assert.deepEqual((await options('--since', text)).since, since)
    })
  }

  for (const text of ['0', '2026-13-45']) {
    test(`refuse --since ${text} as misuse`, async () => {
      await assert.rejects(
        options('--since', text),
        (error) => error instanceof UserError && error.exitCode === 2,
      )
    })
  }
})
