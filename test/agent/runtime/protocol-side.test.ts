/** An agent process whose protocol runs in its main thread: the same agent, for who sees only that one. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { startAgent } from '../../support/agent-child.ts'
import { FAST_PATH_MISSING } from '../../support/linux-thread.ts'

function threadNames(pid: number): string[] {
  const tasks = `/proc/${pid}/task`
  return readdirSync(tasks).map((tid) => readFileSync(`${tasks}/${tid}/comm`, 'utf8').trimEnd())
}

for (const transport of ['dgram', 'ffi'] as const) {
  const skip = transport === 'ffi' && FAST_PATH_MISSING

  describe(`an agent process of one thread on ${transport}`, { skip }, () => {
    test('is a member like any other, and ends in order', async (t) => {
      const seed = startAgent(t, { transport })
      const seeds = await seed.addresses()
      const one = startAgent(t, { transport, seeds, more: ['--one-thread', '--no-spans'] })
      await one.until('stats', ({ members, counters }) => {
        return members.alive === 2 && counters.probesAcked > 2
      })
      if (process.platform === 'linux') {
        assert.ok(threadNames(seed.pid).includes('protocol'))
        assert.ok(!threadNames(one.pid).includes('protocol'))
      }
      one.command({ command: 'report' })
      one.command({ command: 'leave' })
      const { code, stderr } = await one.ended
      assert.deepEqual([code, stderr], [0, ''])
      assert.equal(one.of('left').length, 1)
      assert.equal(one.of('summary').length, 1)
      await seed.until('member', ({ state }) => state === 'left')
    })

    test('ends when its stdin does', async (t) => {
      const one = startAgent(t, { transport, more: ['--one-thread'] })
      await one.addresses()
      one.closeStdin()
      assert.equal((await one.ended).code, 0)
    })
  })
}

test('an agent process of one thread tells of an address that it cannot have', async (t) => {
  const first = startAgent(t)
  const [taken = ''] = await first.addresses()
  const second = startAgent(t, { more: ['--one-thread', '--bind', taken] })
  const { code } = await second.ended
  assert.equal(code, 1)
  assert.equal(second.of('error')[0]?.fatal, true)
})
