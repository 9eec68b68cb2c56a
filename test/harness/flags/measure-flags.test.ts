import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Parser } from '@oclif/core'
import { blockRunOptionsFrom, measureFlags } from '../../../harness/flags/measure-flags.ts'

async function optionsOf(...argv: readonly string[]) {
  const { flags } = await Parser.parse([...argv], { flags: measureFlags })
  return blockRunOptionsFrom(flags)
}

describe('the flags of a measurement', () => {
  test('make short runs with enough probes for a p99 by default', async () => {
    const options = await optionsOf()
    const { durationMs, protocol, nodes, basePort, floor, spans } = options
    assert.deepEqual([durationMs, nodes, basePort, floor, spans], [10_000, 4, 0, true, true])
    assert.ok((nodes * durationMs) / protocol.probeIntervalMs >= 368)
  })

  test('turn the same knobs as those of a run', async () => {
    const options = await optionsOf('--nodes', '3', '--relays', '1', '--no-floor', '--out', '/x')
    assert.deepEqual([options.nodes, options.protocol.relayCount, options.floor], [3, 1, false])
    assert.deepEqual([options.resultsDir, options.tracesDir], ['/x/results', '/x/traces'])
  })

  test('refuse runs that measure nothing', async () => {
    await assert.rejects(optionsOf('--duration', '0'), /--duration must be above zero/)
  })
})
