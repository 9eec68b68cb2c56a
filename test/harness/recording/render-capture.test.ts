import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { renderCapture } from '../../../harness/recording/render-capture.ts'
import { samplePerfStat } from '../../support/sample-perf-stat.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('what is made from the record is made again', async () => {
  await using folder = await temporaryFolder()
  const record = samplePerfStat()
  await renderCapture({ id: record.id, folder: folder.path, record })
  assert.match(await readFile(join(folder.path, 'report.md'), 'utf8'), /^## swimbench perf-stat/)
})

test("a tool's own page stays as it is", async () => {
  await using folder = await temporaryFolder()
  const { perfStat: _, ...rest } = samplePerfStat()
  const clinic = { view: 'doctor', page: 'agent.clinic-doctor.html' }
  await renderCapture({
    id: rest.id,
    folder: folder.path,
    record: { ...rest, kind: 'clinic', clinic },
  })
  assert.deepEqual(await readdir(folder.path), [])
})
