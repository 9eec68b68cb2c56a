import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readRunRtts } from '../../../harness/tracing/run-rtts.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const ATTRIBUTES = {
  'swim.agent.address': { stringValue: '[::1]:9000' },
  'network.peer.address': { stringValue: '::1' },
  'network.peer.port': { intValue: 9001 },
  'swim.probe.sequence': { intValue: 7 },
  'swim.probe.rtt': { doubleValue: 0.000161931 },
}
const SPANS = JSON.stringify({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              traceId: '67443296c26170a3689db19b305d6935',
              spanId: 'd8e50589f4a7f68d',
              name: 'swim.probe',
              startTimeUnixNano: '1',
              endTimeUnixNano: '2',
              attributes: Object.entries(ATTRIBUTES).map(([key, value]) => ({ key, value })),
            },
          ],
        },
      ],
    },
  ],
})
const EVENTS = JSON.stringify({
  process: 0,
  pid: 1,
  line: {
    event: 'probes',
    agent: '127.0.0.1:9000',
    timeNs: 5000,
    targets: ['127.0.0.1:9001'],
    rows: [
      [1, 0, 1000, 2000, 4000, 'acked'],
      [2, 0, 1000, 2000, null, 'timed-out'],
    ],
    lateNs: [],
    arrivals: [[42, 3000, 3500], null],
  },
})

describe('the RTTs that agents of a run told', () => {
  test('come from its spans', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'spans.jsonl'), `garbage swim.probe.sequence\n${SPANS}\n`)
    await writeFile(join(folder.path, 'events.jsonl'), `${EVENTS}\n`)
    const rtts = await readRunRtts(folder.path)
    assert.equal(rtts.size, 1)
    assert.equal(rtts.lookup('[::1]:9001', 7, '[::1]:9000'), 161_931)
    assert.equal(rtts.lookup('[::1]:9001', 8, '[::1]:9000'), undefined)
  })

  test('or, where there are none, from what the agents wrote', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'events.jsonl'), `"arrivals"\n${EVENTS}\n{"arrivals":`)
    const rtts = await readRunRtts(folder.path)
    assert.equal(rtts.size, 1)
    assert.equal(rtts.lookup('127.0.0.1:9001', 42, '127.0.0.1:9000'), 2000)
  })

  test('are none where nothing was kept', async () => {
    await using folder = await temporaryFolder()
    assert.equal((await readRunRtts(folder.path)).size, 0)
  })
})
