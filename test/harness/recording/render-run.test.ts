import assert from 'node:assert/strict'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { hasFonts } from '../../../harness/recording/png.ts'
import { renderRun } from '../../../harness/recording/render-run.ts'
import { resolveRun } from '../../../harness/recording/store.ts'
import { storeSampleRun } from '../../support/stored-run.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('a run is rendered from what is on disk, the same each time', async () => {
  await using base = await temporaryFolder()
  const id = await storeSampleRun(base.path)
  const run = await resolveRun(id, join(base.path, 'results'))
  const folders = { tracesDir: join(base.path, 'traces') }
  assert.deepEqual(await renderRun(run, folders), [])
  const read = async () => await readFile(join(run.folder, 'report.html'), 'utf8')
  const html = await read()
  assert.match(html, new RegExp(id))
  assert.ok(html.includes('probes.csv.gz'), 'it names the files beside it')
  assert.match(await readFile(join(run.folder, 'report.md'), 'utf8'), /p50/)
  await renderRun(run, folders)
  assert.equal(await read(), html)
  const charts = await readdir(join(run.folder, 'charts'))
  assert.ok(charts.includes('rtt-over-time.svg'))
  assert.equal(charts.includes('rtt-over-time.png'), await hasFonts())
})

test('what is missing or broken is told, and the rest is rendered', async () => {
  await using base = await temporaryFolder()
  const id = await storeSampleRun(base.path)
  const run = await resolveRun(id, join(base.path, 'results'))
  await writeFile(join(run.folder, 'probes.csv.gz'), 'this is no gzip')
  await rm(join(run.folder, 'views.csv'))
  const problems = await renderRun(run, { tracesDir: base.path })
  assert.equal(problems.length, 2)
  assert.match(problems[0] ?? '', /probes\.csv\.gz: /)
  assert.match(problems[1] ?? '', /views\.csv is missing/)
  assert.match(await readFile(join(run.folder, 'report.html'), 'utf8'), new RegExp(id))
})
