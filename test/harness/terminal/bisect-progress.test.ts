import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bisectProgress } from '../../../harness/terminal/bisect-progress.ts'
import { recordingStream } from '../../support/recording-stream.ts'
import { sampleBisection } from '../../support/sample-bisection.ts'

test('each commit is told with its verdict, and how many are to go at most', () => {
  const whole = sampleBisection()
  const steps = whole.steps.slice(0, 1)
  const [first] = steps
  assert.ok(first !== undefined)
  const { stream, written } = recordingStream(false)
  bisectProgress(stream).step(first, { ...whole, steps, outcome: 'interrupted' })
  bisectProgress(stream).step(first, whole)
  const [open = '', over = ''] = written().split('\n')
  assert.match(
    open,
    /^44444444 README: a word: bad, \+152 % .*confidence 99\.8 %; 2 commits to go$/,
  )
  assert.match(over, /confidence 99\.8 %$/)
})
