/** `swimbench perf-stat` as a user runs it, and what `runs` and `report` make of its capture. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { CaptureRecord, RunRecord } from '../../analysis/index.ts'
import { startAgent } from '../support/agent-child.ts'
import { cli } from '../support/cli.ts'
import { perfMissing } from '../support/perf-missing.ts'
import { storeSampleRun } from '../support/stored-run.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe('swimbench perf-stat', { skip: await perfMissing() }, () => {
  test('tells a person, and its capture is listed and shown again', async (t) => {
    await using base = await temporaryFolder()
    const run = await storeSampleRun(base.path)
    const [address = ''] = await startAgent(t).addresses()
    const port = address.slice(address.lastIndexOf(':'))
    const args = ['perf-stat', port, '--duration', '500ms', '--no-control', '--out', base.path]
    const { code, stdout, stderr } = await cli(args)
    assert.equal(code, 0, stderr)
    assert.match(stderr, /^counting for 500ms$/m)
    assert.match(stdout, /^ {2}task clock +[\d.]+ [µm]s +[\d.]+ % of a core$/m)
    const [, id = ''] = /^(\S+) {2}complete$/m.exec(stdout) ?? []
    assert.ok(existsSync(join(base.path, 'results', id, 'capture.json')))

    const listed = await cli(['runs', '--out', base.path])
    assert.match(listed.stdout, new RegExp(`^${run} `, 'm'))
    assert.match(listed.stdout, new RegExp(`^${id} +${address}`, 'm'))
    const records = JSON.parse((await cli(['runs', '--json', '--out', base.path])).stdout)
    assert.deepEqual(
      records.map((one: RunRecord | CaptureRecord) => one.id),
      [run, id],
    )
    const shown = await cli(['report', 'latest', '--out', base.path])
    assert.equal(shown.stdout, stdout)
    const asJson = await cli(['report', id, '--json', '--out', base.path])
    assert.equal((JSON.parse(asJson.stdout) as CaptureRecord).kind, 'perf-stat')
  })

  test('ends with 130 on Ctrl-C and keeps what it counted', async (t) => {
    await using base = await temporaryFolder()
    const agent = startAgent(t)
    await agent.addresses()
    const args = ['perf-stat', '--pid', String(agent.pid), '--duration', '1h', '--no-control']
    const { code, stdout } = await cli([...args, '--json', '--out', base.path], {
      onOutput: (soFar, kill) => {
        if (/\ncounting for 1h\n$/.test(soFar.stderr)) kill('SIGINT')
      },
    })
    assert.equal(code, 130)
    const record = JSON.parse(stdout) as CaptureRecord
    assert.deepEqual([record.kind, record.outcome], ['perf-stat', 'interrupted'])
  })
})

test('swimbench perf-stat says what it needs to be told', async () => {
  const { code, stderr } = await cli(['perf-stat'])
  assert.equal(code, 2)
  assert.match(stderr, /there is nothing to look at/)
  assert.match(stderr, /Name an address such as :9000, or a process with --pid\./)
})
