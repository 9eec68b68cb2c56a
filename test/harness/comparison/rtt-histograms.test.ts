import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { recordedMatter } from '../../../harness/comparison/matter.ts'
import { rttHistograms } from '../../../harness/comparison/rtt-histograms.ts'
import { subjectOf } from '../../../harness/comparison/subject.ts'
import { storeSide } from '../../support/sample-comparison.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('round trips are read of the runs that left some', async () => {
  await using folder = await temporaryFolder()
  const resultsDir = join(folder.path, 'results')
  await storeSide(folder.path, { name: 'a', commit: null, runs: 2 })
  await storeSide(folder.path, { name: 'b', commit: null, runs: 2 })
  const places = { resultsDir, repository: folder.path }
  const matter = recordedMatter(
    await subjectOf('a-', places),
    await subjectOf('b-', places),
    resultsDir,
  )
  assert.equal((await rttHistograms(matter))?.base.length, 2)
  await rm(join(resultsDir, 'a-0', 'rtt.hdr'))
  assert.equal((await rttHistograms(matter))?.base.length, 1)
  await rm(join(resultsDir, 'a-1', 'rtt.hdr'))
  assert.equal(await rttHistograms(matter), undefined)
})
