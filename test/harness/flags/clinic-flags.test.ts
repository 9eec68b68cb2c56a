import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Parser } from '@oclif/core'
import { clinicArgs, clinicFlags, clinicOptionsFrom } from '../../../harness/flags/clinic-flags.ts'

const { signal } = new AbortController()

async function options(...argv: string[]) {
  const { args, flags } = await Parser.parse(argv, { args: clinicArgs, flags: clinicFlags })
  return clinicOptionsFrom(args, flags, signal)
}

test('without --bind there is a cluster of ours', async () => {
  const { view, request, nodes, durationMs } = await options('doctor')
  assert.deepEqual([view, request.address, nodes, durationMs], ['doctor', undefined, 4, 10_000])
})

test('with it, an agent alone or in a cluster that runs', async () => {
  const { request, join } = await options('flame', '--bind', ':9010', '--join', '127.0.0.1:9000')
  assert.deepEqual([request, join], [{ address: ':9010' }, ['127.0.0.1:9000']])
})

test('what cannot be is refused', async () => {
  await assert.rejects(options('surgeon'), /doctor.*flame.*bubbleprof.*heapprofiler/s)
  await assert.rejects(options(), /[Mm]issing 1 required arg/)
  await assert.rejects(options('doctor', '-d', '0'), { exitCode: 2 })
  await assert.rejects(options('doctor', '-d', '1h'), { exitCode: 2 })
  await assert.rejects(options('doctor', '--join', ':9000'), {
    message: '--join needs the address that the agent is to have',
    exitCode: 2,
  })
})
