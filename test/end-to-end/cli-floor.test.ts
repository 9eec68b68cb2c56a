/** `swimbench floor` as a user runs it, and the floor that a run keeps. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Distribution } from '../../analysis/index.ts'
import { cli } from '../support/cli.ts'
import { FFI_MISSING } from '../support/floor-echo.ts'
import { OTHER_PLATFORM } from '../support/other-platform.ts'
import { runShort, shortRun } from '../support/short-run.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const SHORT = ['floor', '--gap', '10ms', '--duration', '500ms']

describe('swimbench floor', { skip: FFI_MISSING }, () => {
  test('tells a person', async () => {
    const { code, stdout, stderr } = await cli(SHORT)
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^Floor {2}two processes, no protocol, one round trip every 10 ms$/m)
    assert.match(stdout, /^ {2}p50 +[\d.]+ [µm]s +[\d.]+ [µm]s … [\d.]+ [µm]s$/m)
  })

  test('tells a program', async () => {
    const { code, stdout } = await cli([...SHORT, '--json'])
    assert.equal(code, 0)
    const { gapS, rtt, lost } = JSON.parse(stdout) as {
      gapS: number
      rtt: Distribution
      lost: number
    }
    assert.deepEqual([gapS, rtt.count + lost], [0.01, 50])
  })

  test('ends with 130 on Ctrl-C', async () => {
    const { code, stdout, stderr } = await cli(['floor', '--duration', '1h'], {
      onOutput: (soFar, kill) => {
        if (/Ctrl-C ends it\.\n$/.test(soFar.stderr)) kill('SIGINT')
      },
    })
    assert.equal(code, 130)
    assert.equal(stdout, '')
    assert.match(stderr, /error: interrupted before the floor was measured/)
  })
})

test('swimbench floor says what is missing where it cannot be measured', async () => {
  const { code, stderr } = await cli(SHORT, { environment: { NODE_OPTIONS: OTHER_PLATFORM } })
  assert.equal(code, 1)
  assert.match(stderr, /the floor cannot be measured here: sunos is not Linux/)
  assert.match(stderr, /It takes Linux 5\.11 or later/)
})

test('a run keeps the floor before and after it', { skip: FFI_MISSING }, async () => {
  await using base = await temporaryFolder()
  const { floor, outcome } = await runShort(shortRun(base.path, { floor: true }))
  assert.equal(outcome, 'complete')
  assert.equal(floor?.gapS, 0.05)
  assert.ok(floor.before?.p50 && floor.after?.p50)
})
