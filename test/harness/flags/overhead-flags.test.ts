import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Parser } from '@oclif/core'
import { configFrom } from '../../../agent/index.ts'
import { UserError } from '../../../harness/errors.ts'
import { overheadFlags, overheadOptionsFrom } from '../../../harness/flags/overhead-flags.ts'
import { ARMS } from '../../../harness/overhead/arms.ts'

const { signal } = new AbortController()

async function options(...argv: string[]) {
  const { flags } = await Parser.parse(argv, { flags: overheadFlags })
  return overheadOptionsFrom(flags as Parameters<typeof overheadOptionsFrom>[0], signal)
}

describe('the flags of overhead', () => {
  test('make six rounds of all arms, ten probes a second, when none is given', async () => {
    const { seed, ...others } = await options()
    assert.ok(Number.isInteger(seed))
    assert.deepEqual(others, {
      arms: ARMS,
      rounds: 6,
      nodes: 4,
      durationMs: 10_000,
      warmupMs: 1000,
      preset: 'default',
      protocol: configFrom('default', { probeIntervalMs: 100 }),
      transport: 'auto',
      keepDir: undefined,
      signal,
    })
  })

  test('take the knobs of the protocol', async () => {
    const { protocol } = await options('--probe-interval', '20ms', '--relays', '1')
    assert.deepEqual(protocol, configFrom('default', { probeIntervalMs: 20, relayCount: 1 }))
  })

  test('always have the baseline among the arms', async () => {
    const { arms } = await options('--arm', 'strace', '--arm', 'spans-on')
    assert.deepEqual(
      arms.map(({ name }) => name),
      ['spans-off', 'spans-on', 'strace'],
    )
  })

  test('refuse what makes no run', async () => {
    const isMisuse = (error: unknown) => error instanceof UserError && error.exitCode === 2
    await assert.rejects(options('--duration', '0'), isMisuse)
    await assert.rejects(options('--probe-timeout', '2s'), isMisuse)
    await assert.rejects(options('--arm', 'gdb'), /Expected --arm=gdb to be one of/)
    await assert.rejects(options('--context-on-wire'), /Nonexistent flag/)
  })
})
