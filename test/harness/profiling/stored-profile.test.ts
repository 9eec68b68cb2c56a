/** Profiles that are read back, ours and others'. */
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { UserError } from '../../../harness/errors.ts'
import { readProfiles } from '../../../harness/profiling/stored-profile.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const CPU_PROFILE = JSON.stringify({
  nodes: [
    { id: 1, callFrame: { functionName: '(root)', url: '', lineNumber: -1 }, children: [2] },
    { id: 2, callFrame: { functionName: 'work', url: 'file:///a.js', lineNumber: 3 } },
  ],
  startTime: 0,
  endTime: 2000,
  samples: [2, 2],
  timeDeltas: [0, 1000],
})

async function read(name: string, text: string) {
  await using folder = await temporaryFolder()
  const path = join(folder.path, name)
  await writeFile(path, text)
  const { path: at } = folder
  return await readProfiles(path, {
    resultsDir: join(at, 'results'),
    tracesDir: join(at, 'traces'),
  })
}

test("V8's file is a thread of its name", async () => {
  const { name, profiles } = await read('protocol.cpuprofile', CPU_PROFILE)
  assert.equal(name, 'protocol.cpuprofile')
  assert.deepEqual(
    profiles.map(({ kind, threads }) => [kind, threads.map((thread) => thread.name)]),
    [['wall', ['protocol']]],
  )
})

test('folded stacks of any tool are time on the CPU', async () => {
  const { profiles } = await read('out.folded', 'main;work 3\nmain;rest 1\n')
  assert.equal(profiles[0]?.kind, 'on-cpu')
  assert.deepEqual(
    profiles[0]?.frames.map(({ name }) => name),
    ['main', 'work', 'rest'],
  )
})

test('folded stacks of ours say by their name what they are', async () => {
  const { profiles } = await read('off-cpu.folded', 'protocol-7;wait 1500\n')
  assert.equal(profiles[0]?.kind, 'off-cpu')
  assert.deepEqual(profiles[0]?.threads[0]?.name, 'protocol')
})

test('what holds no stacks is refused, and it is said what would do', async () => {
  for (const [name, text] of [
    ['a.folded', 'nothing here'],
    ['b.cpuprofile', '{"nodes":[]}'],
    ['c.png', 'x'],
  ] as const) {
    await assert.rejects(read(name, text), (error: UserError) => {
      assert.match(error.suggestion ?? '', /Name a capture/)
      return error instanceof UserError
    })
  }
})

test('a name that nothing has is refused', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'results'))
  const folders = { resultsDir: join(folder.path, 'results'), tracesDir: folder.path }
  await assert.rejects(readProfiles('nobody', folders), UserError)
})
