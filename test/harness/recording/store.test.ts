import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { UserError } from '../../../harness/errors.ts'
import {
  abandonRun,
  createRun,
  listRuns,
  openCapture,
  resolveRun,
  writeWhole,
} from '../../../harness/recording/store.ts'
import { sampleRun } from '../../support/sample-run.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const { record } = sampleRun({ agents: 2, durationS: 3 })

async function withRuns(...runs: { id: string; startedAt: string }[]) {
  const folder = await temporaryFolder()
  for (const run of runs) {
    const text = JSON.stringify({ ...record, ...run })
    await writeWhole(join(folder.path, run.id), 'record.json', text)
  }
  return folder
}

describe('a file', () => {
  test('is written whole, folders included, and leaves nothing beside it', async () => {
    await using folder = await temporaryFolder()
    await writeWhole(folder.path, 'charts/a.svg', '<svg/>')
    assert.equal(await readFile(join(folder.path, 'charts/a.svg'), 'utf8'), '<svg/>')
    assert.deepEqual(await readdir(join(folder.path, 'charts')), ['a.svg'])
  })

  test('that comes in chunks is gzipped', async () => {
    await using folder = await temporaryFolder()
    const chunks = Array.from({ length: 1000 }, (_, index) => `line ${index}\n`)
    await writeWhole(folder.path, 'a.csv.gz', chunks)
    const bytes = await readFile(join(folder.path, 'a.csv.gz'))
    assert.equal(gunzipSync(bytes).toString('utf8'), chunks.join(''))
  })

  test('that cannot be finished does not get its name, and the old one stays', async () => {
    await using folder = await temporaryFolder()
    await writeWhole(folder.path, 'a.csv.gz', ['old'])
    function* failing(): Generator<string> {
      yield 'x'.repeat(100_000)
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
    }
    await assert.rejects(writeWhole(folder.path, 'a.csv.gz', failing()), (error) => {
      assert.ok(error instanceof UserError)
      assert.match(error.message, /a\.csv\.gz cannot be written: ENOSPC/)
      assert.match(error.suggestion ?? '', /disk is full/)
      return true
    })
    assert.deepEqual(await readdir(folder.path), ['a.csv.gz'])
    assert.equal(gunzipSync(await readFile(join(folder.path, 'a.csv.gz'))).toString(), 'old')
  })

  test('in a folder that is a file is one clear error', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'results'), '')
    await assert.rejects(
      createRun('id', join(folder.path, 'results'), join(folder.path, 'traces')),
      (error) => error instanceof UserError && /--out/.test(error.suggestion ?? ''),
    )
  })

  test('in a folder that may not be written is one clear error', {
    skip: process.getuid?.() === 0 && 'root may write everywhere',
  }, async () => {
    await using folder = await temporaryFolder()
    await chmod(folder.path, 0o500)
    await assert.rejects(writeWhole(folder.path, 'a', ''), /cannot be written: EACCES/)
  })
})

describe('a run that came to nothing', () => {
  test('leaves no empty folders', async () => {
    await using folder = await temporaryFolder()
    const [results, traces] = [join(folder.path, 'results'), join(folder.path, 'traces')]
    const run = await createRun('id', results, traces)
    {
      await using capture = openCapture(run, 'spans.jsonl')
      assert.equal(capture.path, join(traces, 'id', 'spans.jsonl'))
    }
    await abandonRun(run)
    assert.deepEqual([await readdir(results), await readdir(traces)], [[], []])
  })

  test('leaves the captures that hold something', async () => {
    await using folder = await temporaryFolder()
    const run = await createRun('id', join(folder.path, 'results'), join(folder.path, 'traces'))
    {
      await using capture = openCapture(run, 'events.jsonl')
      await capture.append('a line')
      await using _empty = openCapture(run, 'spans.jsonl')
    }
    await abandonRun(run)
    assert.deepEqual(await readdir(run.traces), ['events.jsonl'])
    assert.equal(existsSync(run.results), false)
  })
})

const EARLIER = { id: '20260101-000000-steady-4x-aaaa', startedAt: '2026-01-01T00:00:00.000Z' }
const LATER = { id: '20260102-000000-steady-4x-bbbb', startedAt: '2026-01-02T00:00:00.000Z' }

describe('the list of runs', () => {
  test('is ordered by time, and tells which folders hold no record', async () => {
    await using folder = await withRuns(LATER, EARLIER)
    await mkdir(join(folder.path, 'cut-off'))
    await writeWhole(join(folder.path, 'broken'), 'record.json', '{"schemaVersion":1,')
    const { runs, broken } = await listRuns(folder.path)
    assert.deepEqual(
      runs.map(({ id }) => id),
      [EARLIER.id, LATER.id],
    )
    assert.deepEqual(
      broken.map(({ id, problem }) => [id, problem.split(':')[0]]),
      [
        ['broken', 'not JSON'],
        ['cut-off', 'it has no record; what made it is not over, or was cut off'],
      ],
    )
  })

  test('is empty where there never was one', async () => {
    assert.deepEqual(await listRuns('/nowhere/at/all'), { runs: [], broken: [] })
  })
})

describe('a run is found', () => {
  const ways: [string, (path: string) => string, string][] = [
    ['by its id', () => EARLIER.id, EARLIER.id],
    ['by the beginning of its id', () => '20260102', LATER.id],
    ['as the latest', () => 'latest', LATER.id],
    ['by its folder', (path) => join(path, EARLIER.id), EARLIER.id],
    ['by its record', (path) => join(path, EARLIER.id, 'record.json'), EARLIER.id],
  ]
  for (const [how, argument, id] of ways) {
    test(how, async () => {
      await using folder = await withRuns(EARLIER, LATER)
      const run = await resolveRun(argument(folder.path), folder.path)
      assert.deepEqual([run.id, run.record.id, run.folder], [id, id, join(folder.path, id)])
    })
  }

  const mistakes: [string, string, RegExp, number][] = [
    ['a beginning that several share', '2026', /could be any of 2 runs/, 2],
    ['a name that no run has', 'nothing', /there is no run nothing/, 2],
  ]
  for (const [what, argument, message, exitCode] of mistakes) {
    test(`${what} is an error that helps`, async () => {
      await using folder = await withRuns(EARLIER, LATER)
      await assert.rejects(resolveRun(argument, folder.path), (error) => {
        assert.ok(error instanceof UserError)
        assert.match(error.message, message)
        assert.equal(error.exitCode, exitCode)
        assert.ok(error.suggestion !== undefined)
        return true
      })
    })
  }

  test('a broken record is an error that names the file and what is wrong with it', async () => {
    await using folder = await temporaryFolder()
    const text = JSON.stringify({ ...record, durationS: 'long' })
    await writeWhole(join(folder.path, 'x'), 'record.json', text)
    await assert.rejects(
      resolveRun('x', folder.path),
      /x\/record\.json is not a run record: durationS/,
    )
  })

  test('without any run the latest is an error that says how to make one', async () => {
    await using folder = await temporaryFolder()
    await assert.rejects(resolveRun('latest', folder.path), /there are no runs in/)
  })
})
