import assert from 'node:assert/strict'
import { test } from 'node:test'
import { overheadProgress } from '../../../harness/terminal/overhead-progress.ts'
import { recordingStream } from '../../support/recording-stream.ts'

const moment = {
  phase: 'measuring',
  elapsedMs: 100,
  plannedMs: undefined,
  agentsRunning: 4,
  agents: 4,
  membersAlive: 4,
  probes: 0,
  rttP50Ms: undefined,
  rttP99Ms: undefined,
} as const

test('a row of runs is one line per finished run, and the current one only on a terminal', () => {
  for (const isTTY of [true, false]) {
    const { stream, written } = recordingStream(isTTY)
    const display = overheadProgress(stream)
    display.progress(moment)
    display.note('round 1 of 6, spans on: RTT p50 100 µs')
    display.close()
    display.note('late')
    assert.match(written(), /round 1 of 6, spans on: RTT p50 100 µs\n/)
    assert.equal(/measuring/.test(written()), isTTY)
    assert.doesNotMatch(written(), /late/)
  }
})
