import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Parser } from '@oclif/core'
import { bisectFlags, bisectRequestFrom } from '../../../harness/flags/bisect-flags.ts'
import { silentBisect } from '../../../harness/terminal/bisect-progress.ts'

async function requestOf(...argv: readonly string[]) {
  const { flags } = await Parser.parse([...argv], { flags: bisectFlags })
  const refs = { good: 'v1', bad: 'main' }
  return bisectRequestFrom(refs, flags, new AbortController().signal, silentBisect)
}

describe('the flags of bisect', () => {
  test('ask for the median round trip, 5 %, and 24 blocks at most by default', async () => {
    const { good, bad, metric, margin, blocks, resumeFrom } = await requestOf()
    assert.deepEqual([good, bad, metric.id, margin, blocks], ['v1', 'main', 'rtt.p50', 0.05, 24])
    assert.equal(resumeFrom, undefined)
  })

  test('take another metric and margin', async () => {
    const { metric, margin } = await requestOf('--metric', 'rtt.p99', '--margin', '12.5%')
    assert.deepEqual([metric.id, margin], ['rtt.p99', 0.125])
  })

  test('refuse a metric that there is not, and fewer blocks than can tell anything', async () => {
    await assert.rejects(requestOf('--metric', 'rtt.p42'), /rtt\.p42/)
    await assert.rejects(requestOf('--blocks', '5'), /6/)
    await assert.rejects(requestOf('--margin', '0'), /5% or 0\.05/)
  })
})
