import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Parser } from '@oclif/core'
import { perfStatFlags, perfStatOptionsFrom } from '../../../harness/flags/perf-stat-flags.ts'
import { targetArgs, targetRequestFrom } from '../../../harness/flags/target-flags.ts'

const { signal } = new AbortController()

async function options(...argv: string[]) {
  const { args, flags } = await Parser.parse(argv, { args: targetArgs, flags: perfStatFlags })
  return perfStatOptionsFrom(flags, targetRequestFrom(args, flags), signal)
}

test('an address, a pid, members to join and a duration arrive as they were given', async () => {
  const given = await options(':9000', '--pid', '7', '--join', ':1', '--join', ':2', '-d', '1m')
  assert.deepEqual(given.request, { address: ':9000', pid: 7 })
  assert.deepEqual([given.join, given.durationMs], [[':1', ':2'], 60_000])
})

test('what is left out has its default', async () => {
  const { request, join, durationMs, hasControl, resultsDir, tracesDir } = await options('[::1]:9')
  assert.deepEqual(request, { address: '[::1]:9', pid: undefined })
  assert.deepEqual([join, durationMs, hasControl], [[], 10_000, true])
  assert.deepEqual([resultsDir, tracesDir], ['results', 'traces'])
})

test('no time at all is refused', async () => {
  await assert.rejects(options(':9000', '--duration', '0'), {
    message: '--duration must be above zero',
    exitCode: 2,
  })
})
