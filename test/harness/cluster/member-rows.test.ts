/** What agents gather into rows comes out as the lines it would have been one by one. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { MEMBER_REASONS, MEMBER_STATES, type MemberEvent } from '../../../agent/protocol/event.ts'
import { ContractLines } from '../../../agent/runtime/contract-lines.ts'
import { MemberLog, memberRows } from '../../../agent/runtime/member-log.ts'
import { parseAgentLine } from '../../../harness/cluster/agent-event.ts'
import { areMemberRows, memberLines } from '../../../harness/cluster/member-rows.ts'

const AGENT = '127.0.0.1:9000'
const address = fc.nat(9).map((port) => `127.0.0.1:${9000 + port}`)
const change: fc.Arbitrary<MemberEvent> = fc.record(
  {
    kind: fc.constant('member' as const),
    atMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
    member: address,
    status: fc.constantFrom(...MEMBER_STATES),
    incarnation: fc.nat(2 ** 32 - 1),
    why: fc.constantFrom(...MEMBER_REASONS),
    by: address,
  },
  { requiredKeys: ['kind', 'atMs', 'member', 'status', 'incarnation', 'why'] },
)

/** From the protocol thread to those who listen to the harness, lines as text in between. */
function heard(events: readonly MemberEvent[]) {
  const log = new MemberLog()
  for (const event of events) log.add(0, event)
  const changes = log.take()
  const rows = changes && memberRows(changes).get(0)
  assert.ok(rows)
  const parsed = parseAgentLine(JSON.stringify(new ContractLines(AGENT).members(0, rows)))
  assert.ok(parsed.ok)
  return parsed.event.event === 'members' ? memberLines(parsed.event) : [parsed.event]
}

describe('changes of members in rows', () => {
  test('are heard as if each had been a line, however many there are', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), (events) => {
        const lines = new ContractLines(AGENT)
        assert.deepEqual(
          heard(events),
          events.map((event) => lines.take(event)),
        )
      }),
    )
  })

  test('are refused when a row is not one', () => {
    const row = [1, 0, 'alive', 0, 'joined']
    assert.equal(areMemberRows([row, [...row, 0]]), true)
    for (const broken of [
      undefined,
      [null],
      [row.slice(1)],
      [[...row, 0, 0]],
      [[1.5, 0, 'alive', 0, 'joined']],
      [[1, -1, 'alive', 0, 'joined']],
      [[1, 0, 'well', 0, 'joined']],
      [[1, 0, 'alive', '0', 'joined']],
      [[1, 0, 'alive', 0, 'bored']],
      [[...row, 'b']],
    ]) {
      assert.equal(areMemberRows(broken), false, JSON.stringify(broken))
    }
  })
})
