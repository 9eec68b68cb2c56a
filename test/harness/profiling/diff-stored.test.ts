/** Two stored profiles side by side, as files and in a terminal. */
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { UserError } from '../../../harness/errors.ts'
import { diffStored } from '../../../harness/profiling/diff-stored.ts'
import { plain } from '../../../harness/terminal/paint.ts'
import { profileDiffReport } from '../../../harness/terminal/profile-diff-report.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function diff(before: string, after: string, names = ['a.folded', 'b.folded']) {
  await using folder = await temporaryFolder()
  const [a = '', b = ''] = names.map((name) => join(folder.path, name))
  await writeFile(a, before)
  await writeFile(b, after)
  const to = join(folder.path, 'diff')
  const folders = { resultsDir: folder.path, tracesDir: folder.path, to, isPerSecond: false }
  const { diffs, files } = await diffStored(a, b, folders)
  return { diffs, files, texts: await Promise.all(files.map((path) => readFile(path, 'utf8'))) }
}

test('what grew and what shrank is in the page, in the list and in the terminal', async () => {
  const { diffs, files, texts } = await diff(
    'main;one 900\nmain;two 100\n',
    'main;one 500\nmain;two 500\n',
  )
  assert.match(texts[0] ?? '', /^<!doctype html>/i)
  assert.match(texts[1] ?? '', /### Grew\n\n.*\n.*\n.*two/)
  const report = profileDiffReport(diffs, files, { columns: 100, paint: plain })
  assert.match(report, /^ +\+40\.0 % +10\.0 % +50\.0 % +two$/m)
  assert.match(report, /^ +−40\.0 % +90\.0 % +50\.0 % +one$/m)
  assert.match(report, /flamegraph-diff\.html$/m)
})

test('what may be chance is said to be', async () => {
  const { diffs } = await diff('main;one 50\nmain;two 50\n', 'main;one 48\nmain;two 52\n')
  const report = profileDiffReport(diffs, [], { columns: 100, paint: plain })
  assert.match(report, /^ +≈ \+2\.00 % .* two$/m)
  assert.match(report, /^ {2}≈ sampling alone may do as much$/m)
})

test('time on the CPU and time off it are not compared', async () => {
  const names = ['on-cpu.folded', 'off-cpu.folded']
  await assert.rejects(diff('t-1;one 5\n', 't-1;one 5\n', names), (error: UserError) => {
    assert.match(error.message, /on-cpu\.folded has time on-cpu, off-cpu\.folded time off-cpu/)
    assert.equal(error.exitCode, 2)
    return error instanceof UserError
  })
})
