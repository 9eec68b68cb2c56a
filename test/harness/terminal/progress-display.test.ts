import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import type { RunProgress } from '../../../harness/run-options.ts'
import { progressDisplay } from '../../../harness/terminal/progress-display.ts'
import { recordingStream } from '../../support/recording-stream.ts'

const ERASE = '\r\u001b[2K'

function at(phase: RunProgress['phase'], elapsedMs: number): RunProgress {
  return {
    phase,
    elapsedMs,
    plannedMs: undefined,
    agentsRunning: 4,
    agents: 4,
    membersAlive: 4,
    probes: 0,
    rttP50Ms: undefined,
    rttP99Ms: undefined,
  }
}

describe('the progress of a run', () => {
  test('is one line that is redrawn on a terminal, notes above it', () => {
    const { stream, written } = recordingStream(true)
    const display = progressDisplay(stream)
    display.progress(at('measuring', 100))
    display.note('killed 127.0.0.1:9001')
    display.progress(at('measuring', 200))
    display.close()
    const lines = written().split(ERASE).map(stripVTControlCharacters)
    assert.deepEqual(lines, [
      '',
      'measuring  0.1s  4/4 alive',
      'killed 127.0.0.1:9001\nmeasuring  0.1s  4/4 alive',
      'measuring  0.2s  4/4 alive',
      '',
    ])
  })

  test('is a line per phase and one every five seconds elsewhere, without control characters', () => {
    const { stream, written } = recordingStream(false)
    const display = progressDisplay(stream)
    for (let elapsedMs = 0; elapsedMs <= 11_000; elapsedMs += 250) {
      display.progress(at('measuring', elapsedMs))
    }
    display.progress(at('stopping', 0))
    display.note('killed 127.0.0.1:9001')
    display.close()
    assert.deepEqual(written().split('\n'), [
      'measuring  0.0s  4/4 alive',
      'measuring  5.0s  4/4 alive',
      'measuring  10.0s  4/4 alive',
      'stopping  0.0s  4/4 alive',
      'killed 127.0.0.1:9001',
      '',
    ])
  })

  test('is silent after it was closed', () => {
    for (const isTTY of [true, false]) {
      const { stream, written } = recordingStream(isTTY)
      const display = progressDisplay(stream)
      display.close()
      display.progress(at('measuring', 100))
      display.note('late')
      assert.equal(written(), '')
    }
  })
})
