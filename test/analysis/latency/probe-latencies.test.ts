import assert from 'node:assert/strict'
import { test } from 'node:test'
import { probeLatencies } from '../../../analysis/latency/probe-latencies.ts'
import { ProbeTableBuilder } from '../../../analysis/tables/probe-table-builder.ts'

test('latencies are taken apart by agent, with the lag of every cycle and the RTT of answered ones', () => {
  const builder = new ProbeTableBuilder()
  const cycle = { intendedAtS: 1, sentAtS: 1.25 } as const
  builder.append({ ...cycle, agent: 'a', target: 'b', rttS: 0.5, outcome: 'acked' })
  builder.append({ ...cycle, agent: 'b', target: 'a', rttS: 0.75, outcome: 'acked-indirect' })
  builder.append({ ...cycle, agent: 'a', target: 'c', rttS: Number.NaN, outcome: 'timed-out' })
  const latencies = probeLatencies(builder.build())
  assert.deepEqual(latencies, [
    { agent: 'a', rttS: Float64Array.of(0.5), lagS: Float64Array.of(0.25, 0.25) },
    { agent: 'b', rttS: Float64Array.of(0.75), lagS: Float64Array.of(0.25) },
  ])
})
