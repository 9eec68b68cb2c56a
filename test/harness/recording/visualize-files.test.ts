import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { visualizeFiles } from '../../../harness/recording/visualize-files.ts'
import { SWIM_RS_LOG, storeSampleRun } from '../../support/stored-run.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('what visualize draws', () => {
  test('is one page and a picture of every chart, for a run and for a log', async () => {
    await using folder = await temporaryFolder()
    const id = await storeSampleRun(folder.path)
    const log = join(folder.path, 'node.log')
    await writeFile(log, SWIM_RS_LOG)
    const drawn = await visualizeFiles([id, log], {
      resultsDir: join(folder.path, 'results'),
      drawingsDir: join(folder.path, 'charts'),
    })
    const page = await readFile(drawn.page, 'utf8')
    assert.ok(page.includes(id) && page.includes('node.log'))
    assert.deepEqual(
      drawn.visualizations.map(({ rtt }) => rtt.count),
      [60, 3],
    )
    const svgs = drawn.pictures.filter((path) => path.endsWith('.svg'))
    assert.equal(svgs.length, drawn.visualizations.flatMap(({ charts }) => charts).length)
    assert.equal(new Set(drawn.pictures).size, drawn.pictures.length)
    for (const path of drawn.pictures) {
      const start = (await readFile(path)).subarray(0, 4).toString('latin1')
      assert.equal(start, path.endsWith('.svg') ? '<svg' : '\x89PNG')
    }
  })
})
