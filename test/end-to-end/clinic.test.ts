/** `swimbench clinic` as a user runs it: every view of an agent in a small cluster under load. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { CaptureRecord } from '../../analysis/index.ts'
import { findClinic } from '../../harness/clinic/find-clinic.ts'
import { CLINIC_VIEWS } from '../../harness/clinic/views.ts'
import { cli } from '../support/cli.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const PAGE_BYTES_MIN = 100_000

/** Why there is nothing to test; in CI there must be. */
function clinicMissing(): string | false {
  if (process.env['CI'] !== undefined) return false
  try {
    findClinic()
    return false
  } catch {
    return 'clinic is not installed: npm install --save-dev clinic@13'
  }
}

/** Processes that have `word` in their command line. */
function processesWith(word: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n')
  return lines.filter((line) => line.includes(word))
}

describe('swimbench clinic', { skip: clinicMissing() }, () => {
  for (const view of Object.keys(CLINIC_VIEWS)) {
    test(`${view} leaves a page, and no process`, async () => {
      await using base = await temporaryFolder()
      const args = ['clinic', view, '--nodes', '2', '--duration', '1s', '--json']
      const { code, stdout, stderr } = await cli([...args, '--out', base.path])
      assert.equal(code, 0, stderr)
      const record = JSON.parse(stdout) as CaptureRecord
      assert.ok(record.kind === 'clinic')
      assert.deepEqual([record.outcome, record.clinic.view], ['complete', view])
      const page = join(base.path, 'traces', record.id, record.clinic.page)
      assert.ok(statSync(page).size > PAGE_BYTES_MIN)
      assert.match(readFileSync(page, 'utf8').slice(0, 2000), /<html/)
      assert.ok(record.files.includes(record.clinic.page))
      assert.deepEqual(processesWith(record.target.address ?? ''), [])
    })
  }

  test('makes its page also after Ctrl-C', async () => {
    await using base = await temporaryFolder()
    const args = ['clinic', 'heapprofiler', '--nodes', '2', '--duration', '10m', '--json']
    const { code, stdout } = await cli([...args, '--out', base.path], {
      onOutput: (soFar, kill) => {
        if (/\nwatching with clinic heapprofiler for 10m\n$/.test(soFar.stderr)) kill('SIGINT')
      },
    })
    assert.equal(code, 130)
    const record = JSON.parse(stdout) as CaptureRecord
    assert.equal(record.outcome, 'interrupted')
    assert.deepEqual(processesWith(record.target.address ?? ''), [])
  })
})

test('swimbench clinic knows no other views', async () => {
  const { code, stderr } = await cli(['clinic', 'surgeon'])
  assert.equal(code, 2)
  assert.match(stderr, /doctor, flame, bubbleprof, heapprofiler/)
})
