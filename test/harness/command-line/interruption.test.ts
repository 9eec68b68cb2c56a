import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listenForInterruption } from '../../../harness/command-line/interruption.ts'

describe('an interruption', () => {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    test(`by ${name} is told of once, and the process goes on`, () => {
      let told = 0
      using interruption = listenForInterruption(() => {
        told += 1
      })
      assert.equal(interruption.signal.aborted, false)
      process.emit(name)
      // npm forwards the terminal's signal: the same Ctrl-C comes twice.
      process.emit(name)
      assert.equal(interruption.signal.aborted, true)
      assert.equal(told, 1)
    })
  }

  test('is listened for no longer than asked', () => {
    const before = process.listenerCount('SIGINT')
    listenForInterruption(() => {})[Symbol.dispose]()
    assert.equal(process.listenerCount('SIGINT'), before)
  })
})
