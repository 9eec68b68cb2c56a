import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import {
  createCapture,
  listCaptures,
  resolveCapture,
  resolveRecorded,
  writeCapture,
} from '../../../harness/recording/capture-store.ts'
import { listRuns, resolveRun } from '../../../harness/recording/store.ts'
import { samplePerfStat } from '../../support/sample-perf-stat.ts'
import { storeSampleRun } from '../../support/stored-run.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** A folder with a run, which began earlier, and a capture. */
async function storeBoth(base: string) {
  const folders = { resultsDir: join(base, 'results'), tracesDir: join(base, 'traces') }
  const run = await storeSampleRun(base)
  const capture = await createCapture('perf-stat', folders, new Date('2026-11-23T02:19:49Z'))
  await writeCapture(capture, { ...samplePerfStat(), id: capture.id })
  return { ...folders, run, capture: capture.id }
}

describe('captures on disk', () => {
  test('are named by when they began and their kind', async () => {
    await using base = await temporaryFolder()
    const { capture } = await storeBoth(base.path)
    assert.match(capture, /^20261123-021949-perf-stat-[0-9a-z]{4}$/)
  })

  test('and runs are listed apart', async () => {
    await using base = await temporaryFolder()
    const { resultsDir, run, capture } = await storeBoth(base.path)
    const [runs, captures] = [await listRuns(resultsDir), await listCaptures(resultsDir)]
    assert.deepEqual([runs.runs.map(({ id }) => id), runs.broken], [[run], []])
    assert.deepEqual([captures.captures.map(({ id }) => id), captures.broken], [[capture], []])
  })

  test('are found by id, its beginning, as the latest, and by path', async () => {
    await using base = await temporaryFolder()
    const { resultsDir, capture } = await storeBoth(base.path)
    const folder = join(resultsDir, capture)
    for (const name of [capture, '20261123', 'latest', folder, join(folder, 'capture.json')]) {
      assert.equal((await resolveCapture(name, resultsDir)).id, capture, name)
    }
  })

  test('and runs are found side by side where either will do', async () => {
    await using base = await temporaryFolder()
    const { resultsDir, run, capture } = await storeBoth(base.path)
    const idOf = async (name: string) => {
      const found = await resolveRecorded(name, resultsDir)
      return 'run' in found ? found.run.id : found.capture.id
    }
    assert.equal(await idOf('latest'), capture)
    assert.equal(await idOf(run), run)
    assert.equal(await idOf(join(resultsDir, run)), run)
    assert.equal(await idOf(join(resultsDir, capture, 'capture.json')), capture)
    assert.equal((await resolveRun('latest', resultsDir)).id, run)
  })

  test('that are broken are told of and not thrown', async () => {
    await using base = await temporaryFolder()
    const { resultsDir, capture } = await storeBoth(base.path)
    const path = join(resultsDir, capture, 'capture.json')
    await writeFile(path, '{')
    const { broken } = await listCaptures(resultsDir)
    assert.match(broken[0]?.problem ?? '', /^not JSON/)
    await assert.rejects(resolveCapture(capture, resultsDir), {
      name: 'UserError',
      message: /capture\.json is not a capture record: not JSON/,
    })
  })

  test('that there are none of is an error that helps', async () => {
    await using base = await temporaryFolder()
    await assert.rejects(resolveCapture('latest', base.path), /there are no captures in/)
    await assert.rejects(resolveCapture('x', base.path), { exitCode: 2 })
  })
})
