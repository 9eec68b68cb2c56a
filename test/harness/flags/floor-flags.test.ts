import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Parser } from '@oclif/core'
import { UserError } from '../../../harness/errors.ts'
import { floorFlags, floorPlanFrom } from '../../../harness/flags/floor-flags.ts'

async function plan(...argv: string[]) {
  const { flags } = await Parser.parse(argv, { flags: floorFlags })
  return floorPlanFrom(flags as Parameters<typeof floorPlanFrom>[0])
}

describe('the flags of floor', () => {
  test('make a hundred round trips when none is given', async () => {
    assert.deepEqual(await plan(), { gapMs: 100, count: 100 })
  })

  test('make one round trip for every gap in the duration', async () => {
    assert.deepEqual(await plan('--gap', '1s', '-d', '1m'), { gapMs: 1000, count: 60 })
    assert.deepEqual(await plan('--gap', '300µs', '-d', '1ms'), { gapMs: 0.3, count: 3 })
  })

  for (const [argv, message] of [
    [['--gap', '0'], /--gap must be above zero/],
    [['--duration', '0'], /--duration 0s at --gap 100ms is not one round trip/],
    [['--gap', '1ns'], /is 10000000000 round trips; at most 1000000 are measured/],
  ] as const) {
    test(`refuse ${argv.join(' ')} as misuse`, async () => {
      await assert.rejects(plan(...argv), (error) => {
        assert.ok(error instanceof UserError)
        assert.match(error.message, message)
        assert.equal(error.exitCode, 2)
        return true
      })
    })
  }
})
