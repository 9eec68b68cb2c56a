import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { UserError } from '../../../harness/errors.ts'
import { readThreshold } from '../../../harness/flags/threshold-flag.ts'

function failure(text: string): UserError {
  try {
    readThreshold(text)
  } catch (error) {
    assert.ok(error instanceof UserError)
    return error
  }
  return assert.fail(`${text} was read`)
}

describe('a threshold on the command line', () => {
  test('is read before anything starts', () => {
    assert.equal(readThreshold('rtt.p99<1ms').limit, 0.001)
  })

  test('that was mistyped is asked for again, with what it may have meant', () => {
    const { message, suggestion, exitCode } = failure('rtt.p9<1ms')
    assert.equal(message, 'there is no metric rtt.p9')
    assert.match(suggestion ?? '', /^Did you mean rtt\.p9\d\? Metrics: rtt\.p50, /)
    assert.equal(exitCode, 2)
    assert.match(failure('rtt.p99').suggestion ?? '', /Quote it/)
  })
})
