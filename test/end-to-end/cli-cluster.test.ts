/** `swimbench cluster`, scripted through a pipe. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cli } from '../support/cli.ts'

const FAST = ['--probe-interval', '100ms', '--suspicion', '500ms', '--base-port', '0', '-n', '3']

describe('swimbench cluster', () => {
  test('shows how the others learn of a crash, a new member and a goodbye', async () => {
    const stdin = [
      'status',
      'kill 1',
      'wait 4s',
      'status',
      'join',
      'wait 2s',
      'leave 0',
      'wait 2s',
      'status',
    ]
    const { code, stdout, stderr } = await cli(['cluster', ...FAST], { stdin: stdin.join('\n') })
    assert.equal(code, 0, stderr)
    const statuses = [...stdout.matchAll(/^# +agent.*\n(?:\d .*\n)+/gm)].map(([text]) => text)
    assert.equal(statuses.length, 3)
    const [before = '', after = '', last = ''] = statuses
    assert.equal(before.match(/running +2 of 2/g)?.length, 3)
    assert.match(after, /^1 .* killed/m)
    assert.match(stdout, /is suspect/)
    assert.match(stdout, /is dead/)
    assert.match(stdout, /^agent 3 is 127\.0\.0\.1:\d+$/m)
    assert.match(last, /^0 .* left/m)
    assert.match(last, /^3 .* running/m)
  })

  test('goes on after a mistake, and a script with one fails', async () => {
    const stdin = 'kil 1\nkill 7\nstatus\nquit\nstatus\n'
    const { code, stdout } = await cli(['cluster', ...FAST], { stdin })
    assert.equal(code, 1)
    assert.match(stdout, /there is no kil; did you mean kill\?/)
    assert.match(stdout, /there is no agent 7\. Agents are numbered 0 to 2\./)
    assert.equal(stdout.match(/^# +agent/gm)?.length, 1)
  })
})
