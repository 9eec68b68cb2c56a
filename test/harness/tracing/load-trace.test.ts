import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { diffTraces } from '../../../harness/tracing/diff-traces.ts'
import { loadTrace } from '../../../harness/tracing/load-trace.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const STRACE = `12 1795395364.000000000 read(3</srv/x>, "a", 1) = 1 <0.000010000>
12 1795395365.000000000 write(1</srv/y>, "a", 1) = 1 <0.000020000>
`

describe('what a person names to compare', () => {
  test('may be a file, or the folder of traces that it is in', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'strace.txt')
    await writeFile(path, STRACE)
    for (const named of [path, folder.path]) {
      const { name, tool, report } = await loadTrace(named, 'results')
      assert.deepEqual([name, tool, report.calls], [path, 'strace', 2])
    }
  })

  test('is missed when it is nothing of the kind', async () => {
    await using folder = await temporaryFolder()
    await assert.rejects(loadTrace('20261122', folder.path), /there is no capture 20261122/)
  })

  test('is compared by the second where there are no probe cycles', async () => {
    await using folder = await temporaryFolder()
    const [a, b] = ['a.txt', 'b.txt'].map((name) => join(folder.path, name)) as [string, string]
    await writeFile(a, STRACE)
    await writeFile(b, STRACE.replace('read(', 'fsync('))
    const { diff, names, tools } = await diffTraces(a, b, folder.path)
    assert.equal(diff.per, 'second')
    assert.deepEqual(
      [names, tools],
      [
        { a, b },
        { a: 'strace', b: 'strace' },
      ],
    )
    const presence = diff.rows.map((row) => [row.name, row.presence]).sort()
    assert.deepEqual(presence, [
      ['fsync', 'new'],
      ['read', 'vanished'],
      ['write', 'both'],
    ])
  })

  test('cannot be compared without times', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'strace.txt')
    await writeFile(path, 'read(3, "a", 1) = 1\n')
    await assert.rejects(diffTraces(path, path, folder.path), /neither probe cycles nor times/)
  })
})
