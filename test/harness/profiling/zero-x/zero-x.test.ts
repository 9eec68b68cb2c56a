/** An agent under 0x, with its protocol where 0x can see it. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { zeroX } from '../../../../harness/profiling/zero-x/zero-x.ts'
import { assertAgentIsSeen, backendMissing, watchAgent } from '../../../support/profiled-agent.ts'

describe('the 0x backend', { skip: await backendMissing(zeroX) }, () => {
  test('sees protocol and transport of an agent that it started, and keeps its own page', async () => {
    const here = await readdir('.')
    await watchAgent(zeroX, {}, ({ watched, functions, folder, subject }) => {
      assertAgentIsSeen(functions)
      const [profile] = watched.profiles
      assert.equal(profile?.kind, 'wall')
      // Of the moment that was watched, and not of its start.
      assert.ok(functions.every((one) => !one.endsWith(':shutdown')))
      assert.ok((profile?.durationS ?? 0) < 5, `${profile?.durationS} s`)
      assert.ok(existsSync(join(folder, '0x', 'flamegraph.html')))
      assert.ok(watched.discard?.every((path) => path.startsWith(folder)))
      assert.deepEqual(
        watched.warnings.map(({ code }) => code),
        ['one-thread'],
      )
      assert.equal(subject.target.isAlive(), false)
    })
    assert.deepEqual(await readdir('.'), here, 'it leaves nothing where it was called')
  })
})
