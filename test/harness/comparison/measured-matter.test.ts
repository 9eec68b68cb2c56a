import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RunRecord } from '../../../analysis/index.ts'
import { measuredMatter } from '../../../harness/comparison/measured-matter.ts'
import type { MeasuredBlock } from '../../../harness/interleaved/measured-blocks.ts'
import { shownRun } from '../../support/shown-run.ts'

const run = (id: string): RunRecord => shownRun({ id })
const revision = (letter: string) => ({
  name: letter,
  commit: { sha: letter.repeat(40), dirty: false, ref: null },
  checkout: letter.repeat(40),
  subject: `what ${letter} did`,
})

const blocks: MeasuredBlock[] = [
  { block: 1, first: 'candidate', base: run('b1'), candidate: run('c1'), problems: [] },
  { block: 2, first: 'base', base: run('b2'), candidate: undefined, problems: ['it died'] },
]
const measured = {
  id: 'x',
  folder: 'results/x',
  outcome: 'interrupted' as const,
  seed: 7,
  planned: 10,
  base: revision('a'),
  candidate: revision('b'),
  blocks,
}

describe('what was measured in blocks', () => {
  test('is compared by block and order, with every run that there is', () => {
    const { design, base, candidate, runs, plannedBlocks, isSelf } = measuredMatter(measured)
    assert.equal(design, 'interleaved')
    assert.deepEqual(
      base.runs.map(({ id, block, order }) => [id, block, order]),
      [
        ['b1', 1, 'second'],
        ['b2', 2, 'first'],
      ],
    )
    assert.deepEqual(
      candidate.runs.map(({ id }) => id),
      ['c1'],
    )
    assert.equal(runs.base[0]?.folder, 'results/x/b1')
    assert.equal(plannedBlocks, 10)
    assert.equal(isSelf, false)
  })

  test('says what went wrong on the way, and knows a build against itself', () => {
    assert.equal(measuredMatter(measured).warnings[0]?.message, 'it died')
    const own = measuredMatter({ ...measured, candidate: revision('a') })
    assert.equal(own.isSelf, true)
    assert.equal(own.about.candidate.about, 'the same again')
  })
})
