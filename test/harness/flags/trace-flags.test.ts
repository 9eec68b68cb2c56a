import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Parser } from '@oclif/core'
import { UserError } from '../../../harness/errors.ts'
import { callFilterFrom, traceFlags, traceOptionsFrom } from '../../../harness/flags/trace-flags.ts'
import { NETWORK_CALLS } from '../../../harness/tools/call-filter.ts'

const { signal } = new AbortController()

async function options(...argv: string[]) {
  const { flags } = await Parser.parse(argv, { flags: traceFlags })
  const read = flags as Parameters<typeof traceOptionsFrom>[0]
  return traceOptionsFrom(read, { address: ':9000' }, signal)
}

describe('the flags of trace-syscalls', () => {
  test('watch what the network asks for, for ten seconds, when none is given', async () => {
    assert.deepEqual(await options(), {
      request: { address: ':9000' },
      join: [],
      tool: 'auto',
      calls: NETWORK_CALLS,
      filterText: 'network',
      durationMs: 10_000,
      hasControl: true,
      resultsDir: 'results',
      tracesDir: 'traces',
      signal,
    })
  })

  test('filter by names, or not at all', () => {
    assert.deepEqual(callFilterFrom('sendto, recvmmsg'), new Set(['sendto', 'recvmmsg']))
    assert.equal(callFilterFrom('all'), undefined)
  })

  test('know no call that no kernel has', () => {
    assert.throws(
      () => callFilterFrom('sendto,recvmsgg'),
      (error) =>
        error instanceof UserError &&
        error.exitCode === 2 &&
        /no system call "recvmsgg"/.test(error.message) &&
        /Did you mean recvmsg\?/.test(error.suggestion ?? ''),
    )
    assert.throws(() => callFilterFrom(''), UserError)
  })

  test('refuse what is no time to watch', async () => {
    const isMisuse = (error: unknown) => error instanceof UserError && error.exitCode === 2
    await assert.rejects(options('--duration', '0'), isMisuse)
    await assert.rejects(options('--duration', '2h'), isMisuse)
  })
})
