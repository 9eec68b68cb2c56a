import assert from 'node:assert/strict'
import { cpus, hostname } from 'node:os'
import { test } from 'node:test'
import { readCommit, readEnvironment } from '../../../harness/recording/environment.ts'
import { findProgram, runCommand } from '../../../harness/tools/command.ts'

test('the environment is that of this machine', async () => {
  const environment = await readEnvironment()
  assert.equal(environment.host, hostname())
  assert.equal(environment.cpuModel, cpus()[0]?.model.trim())
  assert.equal(environment.node, process.versions.node)
  assert.ok(environment.cores >= 1)
  assert.deepEqual(Object.keys(environment.tools).sort(), ['bpftrace', 'perf', 'strace'])
  for (const [tool, version] of Object.entries(environment.tools)) {
    if (findProgram(tool) === undefined) assert.equal(version, null)
    else assert.match(version ?? '', /^\d+\./)
  }
})

test('the commit is the one that is checked out', {
  skip: findProgram('git') === undefined && 'git is missing: apt-get install git',
}, async (t) => {
  const { stdout, exit } = await runCommand('git', ['rev-parse', 'HEAD'])
  if (exit.code !== 0) return t.skip('this is no checkout')
  const commit = await readCommit()
  assert.equal(commit?.sha, stdout.trim())
  assert.equal(typeof commit?.dirty, 'boolean')
})
