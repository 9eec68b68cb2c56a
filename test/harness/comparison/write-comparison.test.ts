import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { parseComparison } from '../../../analysis/index.ts'
import { writeComparison } from '../../../harness/comparison/write-comparison.ts'
import { sampleView } from '../../support/sample-comparison.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const NOWHERE = { html: undefined, markdown: undefined, csv: undefined }

describe('a comparison on disk', () => {
  const view = sampleView({ change: 0.1 })

  test('is a page, Markdown, CSV and JSON that reads back', async () => {
    await using folder = await temporaryFolder()
    const written = await writeComparison(view, folder.path, NOWHERE)
    assert.deepEqual((await readdir(folder.path)).sort(), [
      'comparison.csv',
      'comparison.json',
      'report.html',
      'report.md',
    ])
    assert.equal(written.output, undefined)
    const parsed = parseComparison(await readFile(join(folder.path, 'comparison.json'), 'utf8'))
    assert.deepEqual(parsed, { ok: true, comparison: view.comparison })
  })

  test('is also where it was asked for, or on stdout', async () => {
    await using folder = await temporaryFolder()
    const markdown = join(folder.path, 'elsewhere', 'comment.md')
    const written = await writeComparison(view, folder.path, { ...NOWHERE, markdown, csv: '-' })
    assert.match(await readFile(markdown, 'utf8'), /^## swimbench: /)
    assert.match(written.output ?? '', /^metric,unit,role,/)
    assert.ok(written.files.some(([, path]) => path === markdown))
  })
})
