import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AgentStatus } from '../../../harness/cluster/cluster.ts'
import { clusterStatus } from '../../../harness/terminal/cluster-status.ts'
import { plain } from '../../../harness/terminal/paint.ts'

const statuses: readonly AgentStatus[] = [
  {
    index: 0,
    address: '127.0.0.1:9000',
    pid: 4711,
    condition: 'running',
    sees: { alive: 2, suspect: 0, dead: 1, left: 0 },
    seenAliveBy: 2,
    others: 2,
  },
  {
    index: 1,
    address: '127.0.0.1:9001',
    pid: 4712,
    condition: 'killed',
    sees: { alive: 0, suspect: 0, dead: 0, left: 0 },
    seenAliveBy: 0,
    others: 3,
  },
]

describe('the status of a cluster', () => {
  test('has a line per agent', () => {
    assert.deepEqual(clusterStatus(statuses, { columns: 80, paint: plain }), [
      '#  agent            pid  condition  seen alive by  sees',
      '0  127.0.0.1:9000  4711  running    2 of 2         2 alive, 1 dead',
      '1  127.0.0.1:9001  4712  killed     0 of 3',
    ])
  })

  test('keeps what is needed to name an agent in a narrow terminal', () => {
    assert.deepEqual(
      clusterStatus(statuses, { columns: 30, paint: plain })[1],
      '0  127.0.0.1:9000  running',
    )
  })
})
