import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { analyzeCapture } from '../../../harness/tracing/analyze-capture.ts'
import { viewOfRunCapture } from '../../../harness/tracing/run-capture.ts'
import { sampleRun } from '../../support/sample-run.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const STRACE = '12 1795395364.000000000 read(3</srv/<b>>, "a", 1) = 1 <0.000010000>\n'
const { signal } = new AbortController()

test('a capture is analysed, and its page is written where that was asked for', async () => {
  await using folder = await temporaryFolder()
  const [file, page] = [join(folder.path, 'x.strace'), join(folder.path, 'pages', 'x.html')]
  await writeFile(file, STRACE)
  const folders = { resultsDir: folder.path, tracesDir: folder.path }
  const view = await analyzeCapture([file], { run: undefined, page, ...folders, signal })
  assert.deepEqual(
    [view.title, view.about, view.report.calls],
    ['System calls in x.strace', 'strace, 1 lines', 1],
  )
  const text = await readFile(page, 'utf8')
  assert.ok(text.includes('System calls in x.strace'))
  assert.ok(!text.includes('/srv/<b>'))
})

test('a run has what its tool saw, and nothing where no tool watched', async () => {
  await using folder = await temporaryFolder()
  const { record } = sampleRun({ agents: 3, durationS: 20 })
  assert.equal(await viewOfRunCapture(folder.path, record), undefined)
  await writeFile(join(folder.path, 'strace.txt'), '')
  assert.equal(await viewOfRunCapture(folder.path, record), undefined)
  await writeFile(join(folder.path, 'strace.txt'), STRACE)
  assert.equal((await viewOfRunCapture(folder.path, record))?.report.calls, 1)
})
