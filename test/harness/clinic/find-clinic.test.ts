import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const SOURCES = ['clinic/find-clinic.ts', 'tools/npm-package.ts', 'errors.ts']
const SCRIPT = `
  const { findClinic } = await import('./harness/clinic/find-clinic.ts')
  try {
    console.log(JSON.stringify(findClinic(process.argv[1])))
  } catch (error) {
    console.log(error.name + ': ' + error.message + '\\n' + error.suggestion)
  }`

/** What is found by a swimbench that has no clinic beside it. */
async function found(base: string, project: string): Promise<string> {
  const harness = new URL('../../../harness/', import.meta.url)
  for (const name of SOURCES) await cp(new URL(name, harness), join(base, 'harness', name))
  await writeFile(join(base, 'package.json'), '{"type":"module"}')
  const args = ['--input-type=module', '-e', SCRIPT, project]
  return (await promisify(execFile)(process.execPath, args, { cwd: base })).stdout.trim()
}

describe('clinic', () => {
  test('is found in the project that swimbench is run in', async () => {
    await using base = await temporaryFolder()
    const project = join(base.path, 'project')
    const folder = join(project, 'node_modules', 'clinic')
    await mkdir(folder, { recursive: true })
    const manifest = { name: 'clinic', version: '13.0.0', bin: { clinic: 'bin.js' } }
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
    const { bin, version } = JSON.parse(await found(base.path, project))
    assert.deepEqual([bin, version], [join(folder, 'bin.js'), '13.0.0'])
  })

  test('that is not installed is one clear error that says how to add it', async () => {
    await using base = await temporaryFolder()
    const said = await found(base.path, base.path)
    assert.match(said, /^ToolUnavailableError: clinic is not installed$/m)
    assert.match(said, /npm install --save-dev clinic@13/)
  })
})
