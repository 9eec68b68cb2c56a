import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { captureProgress } from '../../../harness/terminal/capture-progress.ts'
import { recordingStream } from '../../support/recording-stream.ts'

const ERASE = '\r\u001b[2K'

describe('the progress of a capture', () => {
  test('is one line that is redrawn on a terminal, notes above it', () => {
    const { stream, written } = recordingStream(true)
    const display = captureProgress(stream)
    display.progress({ phase: 'finding whom', elapsedMs: 0, plannedMs: undefined })
    display.progress({ phase: 'counting', elapsedMs: 5000, plannedMs: 10_000 })
    display.note('Stopping')
    display.progress({ phase: 'making a page', elapsedMs: 1500, plannedMs: undefined })
    display.close()
    display.note('nobody sees this')
    assert.deepEqual(written().split(ERASE).map(stripVTControlCharacters), [
      '',
      'finding whom',
      'counting  5.0s of 10s  ━━━━━━━━────────',
      'Stopping\ncounting  5.0s of 10s  ━━━━━━━━────────',
      'making a page  1.5s',
      '',
    ])
  })

  test('is a line a phase elsewhere', () => {
    const { stream, written } = recordingStream(false)
    const display = captureProgress(stream)
    for (const elapsedMs of [0, 1000, 9000]) {
      display.progress({ phase: 'counting', elapsedMs, plannedMs: 10_000 })
    }
    display.progress({ phase: 'making a page', elapsedMs: 0, plannedMs: undefined })
    display.note('done')
    display.close()
    assert.equal(written(), 'counting for 10s\nmaking a page\ndone\n')
  })
})
