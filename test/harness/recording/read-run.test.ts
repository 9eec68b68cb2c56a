import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { readRunData } from '../../../harness/recording/read-run.ts'
import { writeRun } from '../../../harness/recording/write-run.ts'
import { sampleRun } from '../../support/sample-run.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('what was written is read back to the nanosecond', async () => {
  await using folder = await temporaryFolder()
  const { record, probes, changes } = sampleRun({ agents: 3, durationS: 60, lossShare: 0.1 })
  await writeRun(folder.path, record, probes, changes)
  const read = await readRunData(folder.path)
  assert.deepEqual(read.problems, [])
  assert.equal(read.probes?.length, probes.length)
  const wrong = [...probes.rttS].filter((rttS, index) => {
    const again = read.probes?.rttS[index] ?? 0
    return Number.isNaN(rttS) ? !Number.isNaN(again) : Math.abs(again - rttS) > 1e-9
  })
  assert.deepEqual(wrong, [])
  assert.equal(read.views.length, changes.length)
})

test('the histogram beside the record holds every RTT of it', async () => {
  await using folder = await temporaryFolder()
  const { record, probes, changes } = sampleRun({ agents: 3, durationS: 60 })
  await writeRun(folder.path, record, probes, changes)
  const { decodeFromCompressedBase64 } = await import('hdr-histogram-js')
  const text = await readFile(join(folder.path, 'rtt.hdr'), 'utf8')
  const histogram = decodeFromCompressedBase64(text.trim(), 64)
  assert.equal(histogram.totalCount, record.rtt.count)
  const p50 = (record.rtt.p50 ?? 0) * 1e9
  assert.ok(Math.abs(histogram.getValueAtPercentile(50) - p50) < p50 * 0.002)
})

test('lines that cannot be read are told with the first of them', async () => {
  await using folder = await temporaryFolder()
  const { record, probes, changes } = sampleRun({ agents: 2, durationS: 5 })
  await writeRun(folder.path, record, probes, changes)
  const path = join(folder.path, 'views.csv')
  await writeFile(path, `${await readFile(path, 'utf8')}nonsense\n`)
  const { problems, views } = await readRunData(folder.path)
  assert.equal(views.length, changes.length)
  assert.match(problems[0] ?? '', /views\.csv has 1 unreadable line/)
})
