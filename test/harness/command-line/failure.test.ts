import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Errors, Flags, Parser } from '@oclif/core'
import { describeFailure, isOrderlyExit } from '../../../harness/command-line/failure.ts'
import { UserError } from '../../../harness/errors.ts'

const flags = {
  duration: Flags.string(),
  buddy: Flags.boolean({ allowNo: true }),
  secret: Flags.boolean({ hidden: true }),
  scenario: Flags.option({ options: ['steady', 'crash'] as const })(),
  nodes: Flags.integer({ min: 2 }),
}

async function parseFailure(...argv: string[]) {
  const error = await Parser.parse(argv, { flags }).then(
    () => assert.fail('was read'),
    (reason) => reason,
  )
  return describeFailure(error)
}

describe('a failure', () => {
  test('that was meant for the user is told as it is', () => {
    const error = new UserError('no', { suggestion: 'ask again', exitCode: 3 })
    assert.deepEqual(describeFailure(error), {
      message: 'no',
      suggestion: 'ask again',
      exitCode: 3,
    })
  })

  test('of an unknown flag names the one that was meant', async () => {
    assert.deepEqual(await parseFailure('--duraton=3s'), {
      message: 'unknown flag --duraton',
      suggestion: 'Did you mean --duration?',
      exitCode: 2,
    })
    assert.equal((await parseFailure('--no-budy')).suggestion, 'Did you mean --no-buddy?')
  })

  test('of an unknown flag like no other points to the help, and not to hidden flags', async () => {
    assert.equal((await parseFailure('--zzz')).suggestion, '--help lists the flags.')
    assert.equal((await parseFailure('--secre')).suggestion, '--help lists the flags.')
  })

  test('of an unknown choice lists the known ones', async () => {
    assert.deepEqual(await parseFailure('--scenario', 'crahs'), {
      message: '--scenario knows no "crahs"',
      suggestion: 'Known: steady, crash. Did you mean crash?',
      exitCode: 2,
    })
  })

  test('of a bad value names the flag', async () => {
    const { message, exitCode } = await parseFailure('--nodes', '1')
    assert.equal(message, '--nodes: Expected an integer greater than or equal to 2 but received: 1')
    assert.equal(exitCode, 2)
  })

  test('of an unknown command names the one that was meant', () => {
    const error = new Errors.CLIError('not found', { exit: 127 })
    assert.deepEqual(describeFailure(error, { argv: ['rnu'], commands: ['run', 'doctor'] }), {
      message: 'unknown command rnu',
      suggestion: 'Did you mean swimbench run?',
      exitCode: 2,
    })
  })

  test('of a word too many does not take the command for unknown', () => {
    const error = new Errors.CLIError('not found', { exit: 127 })
    const argv = ['run', '--quiet', 'everything']
    assert.equal(
      describeFailure(error, { argv, commands: ['run'] }).message,
      'unexpected argument everything',
    )
  })

  test('that nobody foresaw is a bug, and says so', () => {
    const { message, exitCode } = describeFailure(new TypeError('x is not a function'))
    assert.equal(message, 'swimbench failed unexpectedly: x is not a function')
    assert.equal(exitCode, 1)
  })

  test('is not what oclif throws to end early', () => {
    const exit = new Errors.ExitError(0)
    assert.equal(isOrderlyExit(exit), true)
    assert.equal(describeFailure(exit).exitCode, 0)
    assert.equal(isOrderlyExit(new Error('x')), false)
  })
})
