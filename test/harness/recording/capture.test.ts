import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { UserError } from '../../../harness/errors.ts'
import { Capture } from '../../../harness/recording/capture.ts'

async function folder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'swimbench-capture-'))
}

test('a capture holds its lines in order, also more than may wait at a time', async () => {
  const path = join(await folder(), 'events.jsonl')
  const lines = Array.from({ length: 50_000 }, (_, index) => `${index} ${'x'.repeat(100)}`)
  {
    await using capture = new Capture(path)
    await Promise.all(lines.map((line) => capture.append(line)))
  }
  assert.equal(await readFile(path, 'utf8'), lines.map((line) => `${line}\n`).join(''))
})

test('a full disk is one clear error, told once and to everybody who writes', {
  skip: !existsSync('/dev/full') && 'this system has no /dev/full',
}, async () => {
  await using capture = new Capture('/dev/full')
  void capture.append('a line').catch(() => {})
  await assert.rejects(capture.failed, (error) => {
    assert.ok(error instanceof UserError)
    assert.match(error.message, /\/dev\/full cannot be written: ENOSPC/)
    assert.match(error.suggestion ?? '', /disk is full/)
    return true
  })
  await assert.rejects(capture.append('another'), UserError)
})

test('those who wait for room hear of a full disk too', {
  skip: !existsSync('/dev/full') && 'this system has no /dev/full',
}, async () => {
  await using capture = new Capture('/dev/full')
  await assert.rejects(capture.append('x'.repeat(2_000_000)), /ENOSPC/)
})

test('a folder that is not there is an error', async () => {
  await using capture = new Capture(join(await folder(), 'missing', 'events.jsonl'))
  await assert.rejects(capture.failed, /missing\/events\.jsonl cannot be written/)
})
