/** The command line as it is published: compiled, from a package, and under a Node that is too old. */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdir, readdir, rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { temporaryFolder } from '../support/temporary-folder.ts'

const execute = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const compiled = join(root, 'dist/harness/cli.js')

/** Nodes that this machine may have besides the one that runs the tests. */
const OTHER_NODES = ['/usr/bin/node', '/usr/local/bin/node']
const oldNode = OTHER_NODES.find((path) => {
  const major = Number(
    /^v(\d+)/.exec(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1],
  )
  return major < 24
})

describe('the compiled command line', () => {
  test('finds its commands beside itself', async () => {
    const { stdout } = await execute(process.execPath, [compiled, '--help'])
    for (const command of ['run', 'cluster', 'doctor'])
      assert.match(stdout, new RegExp(`^ +${command} `, 'm'))
  })

  test('works from an installed package', async () => {
    await using folder = await temporaryFolder()
    const modules = join(folder.path, 'node_modules')
    await mkdir(modules)
    await execute('npm', ['pack', '--ignore-scripts', '--pack-destination', folder.path], {
      cwd: root,
    })
    const tarball = (await readdir(folder.path)).find((name) => name.endsWith('.tgz')) ?? ''
    await execute('tar', ['-xzf', join(folder.path, tarball), '-C', folder.path])
    await rename(join(folder.path, 'package'), join(modules, 'swimbench'))
    for (const name of await readdir(join(root, 'node_modules'))) {
      if (!name.startsWith('.'))
        await symlink(join(root, 'node_modules', name), join(modules, name))
    }
    const entry = join(modules, 'swimbench/dist/harness/cli.js')
    const { stdout } = await execute(process.execPath, [entry, 'runs'], { cwd: folder.path })
    assert.match(stdout, /^No runs in results\./)
    assert.ok(!(await readdir(join(modules, 'swimbench/dist'))).includes('test'))
  })

  test('says in one line that a Node is too old', {
    skip: oldNode === undefined ? 'this machine has no Node older than 24' : false,
  }, () => {
    const { status, stdout, stderr } = spawnSync(oldNode ?? '', [compiled, 'run'], {
      encoding: 'utf8',
    })
    assert.equal(status, 1)
    assert.equal(stdout, '')
    assert.match(stderr, /^swimbench needs Node 24 or newer; this is v\d+\.\d+\.\d+ .*\n$/)
  })
})
