import assert from 'node:assert/strict'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { UserError } from '../../../harness/errors.ts'
import { idNamed, recordedRuns } from '../../../harness/history/recorded-runs.ts'
import { storeRuns } from '../../support/stored-history.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function stored() {
  const folder = await temporaryFolder()
  const results = join(folder.path, 'results')
  await storeRuns(folder.path, ['a'.repeat(40), 'b'.repeat(40)], 2)
  await mkdir(join(results, 'measured', 'block-01-base'), { recursive: true })
  await writeFile(join(results, 'measured', 'blocks.json'), '{}')
  await rename(join(results, 'run-001-1'), join(results, 'measured', 'run-001-1'))
  await mkdir(join(results, 'unfinished'))
  return { folder, results }
}

describe('recorded runs', () => {
  test('include those of measurements, by their path', async () => {
    const { folder, results } = await stored()
    await using _ = folder
    const { runs, broken } = await recordedRuns(results)
    assert.deepEqual(
      runs.map(({ id }) => id),
      ['run-000-0', 'run-000-1', 'run-001-0', 'measured/run-001-1'],
    )
    assert.deepEqual(
      broken.map(({ id }) => id),
      ['unfinished'],
    )
  })

  test('are named by id, by its beginning, by folder, and the newest as latest', async () => {
    const { folder, results } = await stored()
    await using _ = folder
    const recorded = await recordedRuns(results)
    for (const [argument, id] of [
      ['run-000-1', 'run-000-1'],
      ['run-001', 'run-001-0'],
      ['measured', 'measured/run-001-1'],
      ['latest', 'measured/run-001-1'],
      [join(results, 'run-000-0'), 'run-000-0'],
      [join(results, 'measured', 'run-001-1', 'record.json'), 'measured/run-001-1'],
    ] as const) {
      assert.equal(idNamed(argument, recorded), id)
    }
    for (const [argument, message] of [
      ['run-0', /could be any of 3 runs/],
      ['nothing', /there is no complete run nothing/],
    ] as const) {
      assert.throws(
        () => idNamed(argument, recorded),
        (error) => error instanceof UserError && message.test(error.message),
      )
    }
  })
})
