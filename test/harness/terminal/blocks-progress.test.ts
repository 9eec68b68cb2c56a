import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RunRecord } from '../../../analysis/index.ts'
import type { MeasuredBlock } from '../../../harness/interleaved/measured-blocks.ts'
import { blocksProgress } from '../../../harness/terminal/blocks-progress.ts'
import { recordingStream } from '../../support/recording-stream.ts'
import { sampleRun } from '../../support/sample-run.ts'

function run(p50: number): RunRecord {
  const { record } = sampleRun({ agents: 2, durationS: 2 })
  return { ...record, rtt: { ...record.rtt, p50, p99: null } }
}

const block = (number: number, some: Partial<MeasuredBlock> = {}): MeasuredBlock => ({
  block: number,
  first: 'base',
  base: run(100e-6),
  candidate: run(120e-6),
  problems: [],
  ...some,
})

describe('the progress of a measurement', () => {
  test('is a table that grows with each block, and opens again after anything else was said', () => {
    const { stream, written } = recordingStream(false)
    const display = blocksProgress(stream)
    display.note('seed 5')
    display.block(block(1), { planned: 3, leftMs: 80_000 })
    display.block(block(2, { first: 'candidate' }), { planned: 3, leftMs: 40_000 })
    display.note('a run failed')
    display.block(block(3, { candidate: undefined }), { planned: 3, leftMs: 0 })
    display.close()
    assert.deepEqual(written().split('\n'), [
      'seed 5',
      'block    first       base p50  cand. p50     change  left',
      '1/3      base          100 µs     120 µs    +20.0 %  1m 20s',
      '2/3      candidate     100 µs     120 µs    +20.0 %  40 s',
      'a run failed',
      'block    first       base p50  cand. p50     change  left',
      '3/3      base       incomplete',
      '',
    ])
  })

  test('has the tail as well where there is room, and a dash for what was not measured', () => {
    const { stream, written } = recordingStream(false)
    blocksProgress(Object.assign(stream, { columns: 120 })).block(block(1), {
      planned: 1,
      leftMs: 0,
    })
    assert.match(written(), /base p99 +cand\. p99 +change +left\n.*\+20\.0 % +– +– +–\n$/)
  })

  test('shows what others wrote as text', () => {
    const { stream, written } = recordingStream(false)
    blocksProgress(stream).note('Building main: \u001b[31mred\nsecond line')
    assert.ok(!written().includes('\u001b'))
    assert.match(written(), /red\nsecond line\n$/)
  })

  test('shows the run that is under way on terminals alone', () => {
    const moment = {
      phase: 'measuring',
      elapsedMs: 1,
      plannedMs: 2,
      agentsRunning: 2,
      agents: 2,
    } as const
    const unknown = { membersAlive: 2, probes: 0, rttP50Ms: undefined, rttP99Ms: undefined }
    for (const isTTY of [true, false]) {
      const { stream, written } = recordingStream(isTTY)
      blocksProgress(stream).progress({ ...moment, ...unknown })
      assert.equal(/measuring/.test(written()), isTTY)
    }
  })
})
