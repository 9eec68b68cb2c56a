import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { runCharts } from '../../../analysis/index.ts'
import { writeCharts } from '../../../harness/recording/write-charts.ts'
import { sampleRun } from '../../support/sample-run.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('charts', () => {
  test('become files of their own names, and nothing else', async () => {
    await using folder = await temporaryFolder()
    const { record, probes, changes } = sampleRun({ agents: 3, durationS: 10 })
    const charts = runCharts(record, probes, changes)
    const names = await writeCharts(folder.path, charts, '2-')
    assert.deepEqual((await readdir(folder.path)).sort(), names.toSorted())
    assert.ok(names.includes(`2-${charts[0]?.id}.svg`))
  })
})
