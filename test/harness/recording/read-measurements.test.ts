import assert from 'node:assert/strict'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readMeasurements } from '../../../harness/recording/read-measurements.ts'
import { SWIM_RS_LOG, storeSampleRun } from '../../support/stored-run.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('measurements', () => {
  test('are read from runs, named as report takes them', async () => {
    await using folder = await temporaryFolder()
    const id = await storeSampleRun(folder.path)
    const results = join(folder.path, 'results')
    const names = ['latest', id, join(results, id), join(results, id, 'record.json')]
    const measurements = await readMeasurements(names, results)
    assert.deepEqual(
      measurements.map(({ name }) => name),
      [id, id, id, id],
    )
    assert.equal(measurements[0]?.probes.length, 60)
    assert.equal(measurements[0]?.durationS, 20)
    assert.equal(measurements[0]?.probeTimeoutS, 0.5)
  })

  test('are read from logs of swim-rs, those of one folder as one cluster', async () => {
    await using folder = await temporaryFolder()
    const paths = ['cluster/a.log', 'cluster/b.log', 'other/a.log'].map((name) =>
      join(folder.path, name),
    )
    for (const path of paths) {
      await mkdir(join(path, '..'), { recursive: true })
      await writeFile(path, SWIM_RS_LOG)
    }
    const measurements = await readMeasurements(paths, '')
    assert.deepEqual(
      measurements.map(({ name, probes }) => [name, probes.length]),
      [
        ['cluster (2 logs)', 6],
        ['a.log', 3],
      ],
    )
  })

  test('cannot be read from any other text', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'notes.txt')
    await writeFile(path, 'nothing of the kind\n')
    await assert.rejects(
      readMeasurements([path], ''),
      /notes\.txt is neither a run record nor a log/,
    )
  })

  test('cannot be drawn when the probes of a run are lost', async () => {
    await using folder = await temporaryFolder()
    const id = await storeSampleRun(folder.path)
    const results = join(folder.path, 'results')
    await rm(join(results, id, 'probes.csv.gz'))
    await assert.rejects(
      readMeasurements([id], results),
      /cannot be drawn: .*probes\.csv\.gz is missing/,
    )
  })
})
