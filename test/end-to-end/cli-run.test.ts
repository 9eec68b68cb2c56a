/** `swimbench run` and the commands that read what it leaves, as a user runs them. */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { parseRunRecord, type RunRecord } from '../../analysis/index.ts'
import { cli } from '../support/cli.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const FAST = [
  '--probe-interval',
  '100ms',
  '--suspicion',
  '1s',
  '--base-port',
  '0',
  '--warmup',
  '0',
  '--no-floor',
]

function recordIn(text: string): RunRecord {
  const parsed = parseRunRecord(text)
  if (!parsed.ok) assert.fail(parsed.problem)
  return parsed.record
}

describe('swimbench run', () => {
  test('measures, reports to a person, and leaves what the other commands read', async () => {
    await using folder = await temporaryFolder()
    const args = ['run', ...FAST, '--duration', '2s', '--seed', '7', '--out', folder.path]
    const { code, stdout, stderr } = await cli(args)
    assert.equal(code, 0, stderr)
    assert.match(
      stdout,
      /^\S+-steady-4x-\w{4} {2}complete\n4 agents, steady · 2(?:\.0\d)? s measured/,
    )
    assert.match(stdout, /^ {2}p50 +[\d.]+ [µm]s +[\d.]+ [µm]s … [\d.]+ [µm]s$/m)
    assert.match(stderr, /^measuring {2}\d/m)

    const listed = await cli(['runs', '--out', folder.path, '--json'])
    const [record] = JSON.parse(listed.stdout) as RunRecord[]
    assert.equal(record?.seed, 7)
    const again = await cli(['report', 'latest', '--out', folder.path])
    assert.equal(again.code, 0, again.stderr)
    assert.equal(again.stdout, stdout)
    for (const name of ['record.json', 'report.html', 'report.md', 'charts']) {
      assert.ok(
        (await readdir(join(folder.path, 'results', record?.id ?? ''))).includes(name),
        name,
      )
    }
  })

  test('goes on when nobody reads its progress', async () => {
    await using folder = await temporaryFolder()
    const args = ['run', ...FAST, '--duration', '1s', '--name', 'unheard', '--out', folder.path]
    const { code } = await cli(args, { isStderrClosed: true })
    assert.equal(code, 0)
    const text = await readFile(join(folder.path, 'results', 'unheard', 'record.json'), 'utf8')
    assert.equal(recordIn(text).outcome, 'complete')
    const again = await cli(args)
    assert.equal(again.code, 2)
    assert.match(again.stderr, /there is a run unheard already/)
  })

  test('with --json prints exactly the record, and is silent with --quiet', async () => {
    await using folder = await temporaryFolder()
    const args = ['run', ...FAST, '--duration', '1s', '--json', '--quiet', '--out', folder.path]
    const { code, stdout, stderr } = await cli(args)
    assert.equal(code, 0, stderr)
    assert.equal(stderr, '')
    const { id, probes, outcome } = recordIn(stdout)
    const stored = await readFile(join(folder.path, 'results', id, 'record.json'), 'utf8')
    assert.deepEqual(JSON.parse(stdout), JSON.parse(stored))
    assert.equal(outcome, 'complete')
    const { intended, sent, skipped, acked, ackedIndirect, timedOut, inFlight } = probes
    assert.equal(intended, sent + skipped)
    assert.equal(sent, acked + ackedIndirect + timedOut + inFlight)
    assert.ok(sent > 0)
  })

  test('interrupted keeps what was measured and exits with 130', async () => {
    await using folder = await temporaryFolder()
    let isTold = false
    const args = ['run', ...FAST, '--duration', '1h', '--json', '--out', folder.path]
    const { code, stdout, stderr } = await cli(args, {
      onOutput: ({ stderr: soFar }, kill) => {
        if (isTold || !/^measuring {2}5\.\d/m.test(soFar)) return
        isTold = true
        kill('SIGINT')
      },
    })
    assert.equal(code, 130, stderr)
    const { outcome, durationS, rtt, id } = recordIn(stdout)
    assert.equal(outcome, 'interrupted')
    assert.ok(durationS > 4 && durationS < 60)
    assert.ok(rtt.count > 0)
    assert.ok((await readdir(join(folder.path, 'results', id))).includes('report.html'))
  })

  test('names the process that holds a port it needs', async () => {
    await using folder = await temporaryFolder()
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const { port } = socket.address()
    try {
      const args = ['run', '--no-floor', '--base-port', String(port), '--out', folder.path]
      const { code, stderr } = await cli(args)
      assert.equal(code, 1)
      assert.match(stderr, new RegExp(`port ${port} is in use .*pid\\s+${process.pid}`, 's'))
      assert.match(stderr, /--base-port 0/)
    } finally {
      socket.close()
    }
  })

  test('says at once that it cannot write where it was told to', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'file')
    await writeFile(file, '')
    const { code, stdout, stderr } = await cli(['run', ...FAST, '--out', file, '--json'])
    assert.equal(code, 1)
    const { error } = JSON.parse(stdout) as { error: { message: string } }
    assert.match(error.message, /file/)
    assert.doesNotMatch(stderr, /measuring/)
  })
})
