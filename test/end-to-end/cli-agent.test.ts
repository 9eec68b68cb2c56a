/** `swimbench agent`: two of them meet, and one says goodbye. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cli } from '../support/cli.ts'

const FREE = ['agent', '--bind', '127.0.0.1:0', '--probe-interval', '100ms', '--suspicion', '1s']

describe('swimbench agent', () => {
  test('shows who comes and goes, and leaves gracefully on Ctrl-C', async () => {
    const address = Promise.withResolvers<string>()
    const sawGoodbye = { stop: false }
    const founder = cli(FREE, {
      onOutput: ({ stdout }, kill) => {
        const [, bound] = /listening on (\S+)/.exec(stdout) ?? []
        if (bound !== undefined) address.resolve(bound)
        if (sawGoodbye.stop || !stdout.includes(' is left')) return
        sawGoodbye.stop = true
        kill('SIGINT')
      },
    })
    let isTold = false
    const joiner = await cli([...FREE, '--join', await address.promise, '--json'], {
      onOutput: ({ stdout }, kill) => {
        if (isTold || !stdout.includes('"probes"')) return
        isTold = true
        kill('SIGINT')
      },
    })
    const { code, stdout, stderr } = await founder
    assert.equal(code, 0, stderr)
    assert.match(stdout, /founded a cluster/)
    assert.match(stdout, /127\.0\.0\.1:\d+ is alive/)
    assert.match(stdout, /is left/)
    assert.match(stdout, /left the cluster/)

    assert.equal(joiner.code, 0, joiner.stderr)
    const events = joiner.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: string }).event)
    assert.equal(events[0], 'ready')
    assert.equal(events.at(-1), 'summary')
    assert.ok(events.includes('left'))
  })

  test('ends with an error when nobody lets it in', async () => {
    const args = [...FREE, '--join', '127.0.0.1:1', '--join-timeout', '500ms']
    const { code, stderr } = await cli(args)
    assert.equal(code, 1)
    assert.match(stderr, /no\s+seed\s+answered/)
  })
})
