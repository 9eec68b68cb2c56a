import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { CaptureRecord } from '../../../analysis/index.ts'
import { explain } from '../../../harness/comparison/explain.ts'
import { createCapture, writeCapture } from '../../../harness/recording/capture-store.ts'
import { sampleCapture } from '../../support/sample-capture.ts'
import { shownRun } from '../../support/shown-run.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const commitOf = (letter: string, dirty = false) => ({ sha: letter.repeat(40), dirty, ref: null })

async function storeSyscalls(base: string, commit: CaptureRecord['commit'], cycles: number) {
  const dirs = { resultsDir: join(base, 'results'), tracesDir: join(base, 'traces') }
  const folders = await createCapture('syscalls', dirs)
  const { environment } = shownRun()
  await writeCapture(folders, {
    schemaVersion: 1,
    kind: 'syscalls',
    id: folders.id,
    startedAt: '2026-11-23T00:00:00.000Z',
    durationS: 5,
    outcome: 'complete',
    tool: { name: 'strace', version: '6.1', options: [] },
    target: { pid: 1, address: null, command: 'x', startedByUs: true },
    commit,
    environment,
    cost: null,
    files: [],
    warnings: [],
    syscalls: sampleCapture({ cycles }).report,
  })
}

const runsOf = (commit: CaptureRecord['commit']) => [
  { id: 'x', folder: '', record: shownRun({ commit }) },
]

describe('what explains a change', () => {
  test('is what was captured of both commits', async () => {
    await using folder = await temporaryFolder()
    await storeSyscalls(folder.path, commitOf('a'), 40)
    await storeSyscalls(folder.path, commitOf('b'), 80)
    const places = {
      resultsDir: join(folder.path, 'results'),
      tracesDir: join(folder.path, 'traces'),
      folder: join(folder.path, 'results', 'comparisons', 'x'),
    }
    const between = (a: string, b: string, dirty = false) =>
      explain(runsOf(commitOf(a)), runsOf(commitOf(b, dirty)), places)
    const { syscalls } = await between('a', 'b')
    assert.deepEqual(syscalls?.diff.units, { a: 40, b: 80 })
    assert.deepEqual(syscalls?.tools, { a: 'strace', b: 'strace' })
    assert.equal((await between('a', 'c')).syscalls, undefined)
    assert.equal((await between('a', 'b', true)).syscalls, undefined)
  })
})
