import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { Parser } from '@oclif/core'
import { UserError } from '../../../harness/errors.ts'
import { withConfigFile } from '../../../harness/flags/config-file.ts'
import { runFlags } from '../../../harness/flags/run-flags.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function flagsOf(content: unknown, ...argv: string[]) {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'swimbench.json')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  const parsed = await Parser.parse([...argv, '--config', path], { flags: runFlags })
  return await withConfigFile(parsed, runFlags)
}

async function refusal(content: unknown): Promise<UserError> {
  const error = await flagsOf(content).then(
    () => assert.fail('it was read'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof UserError)
  assert.equal(error.exitCode, 2)
  return error
}

describe('a config file', () => {
  test('says what flags would, and leaves the rest as it is', async () => {
    const options = { duration: '90s', nodes: 7, 'probe-interval': '50ms', floor: false }
    const flags = await flagsOf({ options })
    assert.equal(flags.duration, 90_000)
    assert.equal(flags.nodes, 7)
    assert.equal(flags['probe-interval'], 50)
    assert.equal(flags.floor, false)
    assert.equal(flags.scenario, 'steady')
  })

  test('gives way to the command line, also where that names the default', async () => {
    const content = { options: { nodes: 7, scenario: 'crash', spans: false } }
    const flags = await flagsOf(content, '--nodes', '4', '--spans')
    assert.equal(flags.nodes, 4)
    assert.equal(flags.spans, true)
    assert.equal(flags.scenario, 'crash')
  })

  test('has thresholds, to which those of the command line are added', async () => {
    const content = { thresholds: ['rtt.p50<1ms', 'rtt.p99<5ms'] }
    const flags = await flagsOf(content, '--threshold', 'falsePositives.deaths==0')
    assert.deepEqual(flags.threshold, ['rtt.p50<1ms', 'rtt.p99<5ms', 'falsePositives.deaths==0'])
  })

  test('that says something else is refused by name, with what it may have meant', async () => {
    const unknown = await refusal({ options: { durations: '1s' } })
    assert.match(unknown.message, /swimbench\.json: there is no option "durations"$/)
    assert.equal(unknown.suggestion, 'Did you mean duration?')
    assert.match(
      (await refusal({ options: { duration: '1' } })).message,
      /--duration: 1 has no unit/,
    )
    assert.match((await refusal({ options: { spans: 'no' } })).message, /spans takes true or false/)
    assert.match((await refusal({ options: { nodes: true } })).message, /nodes takes a value/)
    assert.match((await refusal({ options: { name: 'x' } })).message, /no option "name"/)
    assert.match((await refusal({ duration: '1s' })).message, /Unrecognized key: "duration"/)
    assert.match((await refusal('{')).message, /not JSON/)
    assert.match((await refusal('null')).message, /swimbench\.json: /)
  })

  test('that is not there is said to be missing', async () => {
    const parsed = await Parser.parse(['--config', 'gone.json'], { flags: runFlags })
    await assert.rejects(withConfigFile(parsed, runFlags), /gone\.json: there is no such file/)
  })
})
