import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { MemberEvent } from '../../../agent/protocol/event.ts'
import { MemberLog, memberRows } from '../../../agent/runtime/member-log.ts'

function change(member: string, atMs: number, more: Partial<MemberEvent> = {}): MemberEvent {
  return { kind: 'member', atMs, member, status: 'alive', incarnation: 0, why: 'joined', ...more }
}

function rowsOf(log: MemberLog): ReturnType<typeof memberRows> {
  const changes = log.take()
  assert.ok(changes)
  return memberRows(changes)
}

describe('the log of what agents think of each other', () => {
  test('gives every agent its own changes back, in their order, addresses once each', () => {
    const log = new MemberLog()
    log.add(0, change('b', 1))
    log.add(7, change('a', 1.5))
    const accused = { status: 'suspect', incarnation: 3, why: 'gossip', by: 'b' } as const
    log.add(0, change('c', 2, accused))
    log.add(0, change('b', 2, { status: 'reaped', why: 'reaped' }))
    assert.deepEqual(
      [...rowsOf(log)],
      [
        [
          0,
          {
            peers: ['b', 'c'],
            rows: [
              [1_000_000, 0, 'alive', 0, 'joined'],
              [2_000_000, 1, 'suspect', 3, 'gossip', 0],
              [2_000_000, 0, 'reaped', 0, 'reaped'],
            ],
          },
        ],
        [7, { peers: ['a'], rows: [[1_500_000, 0, 'alive', 0, 'joined']] }],
      ],
    )
  })

  test('has room for however many there are', () => {
    const log = new MemberLog()
    for (let count = 0; count < 1000; count++) log.add(count % 3, change(`m${count}`, count))
    const rows = [...rowsOf(log).values()].flatMap((one) => one.rows)
    assert.equal(rows.length, 1000)
  })

  test('keeps nothing that was taken', () => {
    const log = new MemberLog()
    assert.equal(log.isEmpty, true)
    assert.equal(log.take(), undefined)
    log.add(0, change('b', 1))
    assert.equal(log.isEmpty, false)
    log.take()
    log.add(1, change('c', 2))
    assert.deepEqual([...rowsOf(log).keys()], [1])
    assert.equal(log.take(), undefined)
  })
})
