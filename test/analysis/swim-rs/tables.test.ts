import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseSwimRsLog } from '../../../analysis/swim-rs/parse-log.ts'
import { swimRsTables } from '../../../analysis/swim-rs/tables.ts'

const line = (second: number, message: string) =>
  `2026-11-22T10:00:0${second}Z  INFO swim_rs::protocol::node: ${message}\n`

describe('logs of swim-rs as tables', () => {
  test('count from the earliest moment of all of them', () => {
    const first = parseSwimRsLog(
      line(2, 'Received ACK seq=1 from b:1 (RTT: 500ms)') +
        line(3, 'Received ACK seq=2 from b:1 (RTT: 250ms)') +
        line(5, 'Member b:1 is now SUSPECT'),
    )
    const second = parseSwimRsLog(line(1, 'Received ACK seq=1 from a:1 (RTT: 1s)'))
    const { probes, changes, durationS } = swimRsTables([
      { agent: 'a:1', log: first },
      { agent: 'b:1', log: second },
    ])
    assert.deepEqual(probes.addresses, ['a:1', 'b:1'])
    assert.deepEqual([...probes.sentAtS], [1.5, 2.75, 0])
    assert.deepEqual([...probes.rttS], [0.5, 0.25, 1])
    assert.equal(durationS, 5)
    assert.deepEqual(
      changes.map(({ agent, member, status, atS }) => [agent, member, status, atS]),
      [
        ['b:1', 'a:1', 'alive', 1],
        ['a:1', 'b:1', 'alive', 2],
        ['a:1', 'b:1', 'suspect', 5],
      ],
    )
  })

  test('of nothing are empty', () => {
    const { probes, changes, durationS } = swimRsTables([{ agent: 'a', log: parseSwimRsLog('') }])
    assert.equal(probes.length, 0)
    assert.deepEqual(changes, [])
    assert.equal(durationS, 0)
  })
})
