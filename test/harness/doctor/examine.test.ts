import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { canRun, examine } from '../../../harness/doctor/examine.ts'
import { finding } from '../../../harness/doctor/finding.ts'
import { fakeMachine } from '../../support/fake-machine.ts'

describe('an examination', () => {
  test('of this machine finds the Node that runs it', async () => {
    const findings = await examine()
    assert.equal(findings.find(({ name }) => name === 'Node')?.detail, process.version)
    assert.equal(canRun(findings), true)
    for (const { status, advice, name } of findings) {
      assert.ok(status === 'ok' || advice !== null, `${name} says what to do`)
    }
  })

  test('has one finding of each name', async () => {
    const names = (await examine(fakeMachine())).map(({ name }) => name)
    assert.equal(new Set(names).size, names.length)
    assert.ok(names.length >= 15)
  })
})

test('only what is required keeps a run from being made', () => {
  const missing = finding('strace', 'missing', 'not installed')
  assert.equal(canRun([missing]), true)
  assert.equal(canRun([missing, { ...missing, required: true }]), false)
})
