import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circumstancesOf } from '../../../analysis/history/circumstances.ts'
import { differences } from '../../../analysis/history/comparable.ts'
import { sampleRun } from '../../support/sample-run.ts'

const { record } = sampleRun({ agents: 3, durationS: 5 })
const changed = (...changes: Partial<typeof record>[]) =>
  differences(circumstancesOf(record), circumstancesOf(Object.assign({}, record, ...changes))).map(
    ({ name, here, there }) => `${name}: ${here} → ${there}`,
  )

test('runs that differ in seed, load, commit or versions only were made under the same circumstances', () => {
  const environment = { ...record.environment, loadAverage1m: 7, node: '26.0.0', kernel: '7.0' }
  assert.deepEqual(changed({ seed: 99, commit: null, environment, id: 'x' }), [])
})

test('scenario, settings, machine, transport, tool and spans are circumstances', () => {
  const { config, environment, implementation, measuredUnder } = record
  assert.deepEqual(
    changed({
      config: { ...config, nodes: 9, protocol: { ...config.protocol, probeIntervalS: 2 } },
      environment: { ...environment, host: 'bench-2' },
      implementation: { ...implementation, transport: 'dgram' },
      measuredUnder: { ...measuredUnder, spans: false, tool: 'strace' },
    }),
    [
      'agents: 3 → 9',
      'probe interval: 1 s → 2 s',
      'transport: ffi → dgram',
      'spans: on → off',
      'tool: none → strace',
      'machine: bench-1 → bench-2',
    ],
  )
})
