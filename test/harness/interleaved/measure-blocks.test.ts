import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { UnmeasurableError } from '../../../harness/building/unmeasurable-error.ts'
import { planOrder } from '../../../harness/interleaved/block-order.ts'
import { type MeasureRequest, measureBlocks } from '../../../harness/interleaved/measure-blocks.ts'
import {
  type BlocksObserver,
  type MeasuredBlock,
  readMeasuredBlocks,
} from '../../../harness/interleaved/measured-blocks.ts'
import { listRuns } from '../../../harness/recording/store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { TinyRepository, tinyRuns } from '../../support/tiny-repository.ts'

type Watch = BlocksObserver & { readonly notes: string[]; readonly blocks: MeasuredBlock[] }

function watch(onBlock: () => void = () => {}): Watch {
  const notes: string[] = []
  const blocks: MeasuredBlock[] = []
  return {
    notes,
    blocks,
    progress() {},
    note: (text) => notes.push(text),
    block(block) {
      blocks.push(block)
      onBlock()
    },
  }
}

describe('a measurement in blocks', () => {
  let base: Awaited<ReturnType<typeof temporaryFolder>>
  let repository: TinyRepository
  const cacheBefore = process.env['XDG_CACHE_HOME']
  const quick = { delayUs: 0 }
  const slow = { delayUs: 3000 }
  const measure = (some: Partial<MeasureRequest>, observer: BlocksObserver = watch()) =>
    measureBlocks({
      base: repository.shas[0],
      candidate: repository.shas[1],
      repositoryFolder: repository.path,
      blocks: 2,
      seed: 5,
      runOptions: tinyRuns(base.path),
      signal: new AbortController().signal,
      observer,
      ...some,
    })

  before(async () => {
    base = await temporaryFolder()
    process.env['XDG_CACHE_HOME'] = join(base.path, 'cache')
    repository = await TinyRepository.create(base.path)
    // The contract is checked by one start, warming up takes two: the fourth is the first that counts.
    repository.commit(quick, slow, { contract: 7 }, { failsAt: 3 }, { failsFrom: 3 })
  })
  after(async () => {
    if (cacheBefore === undefined) delete process.env['XDG_CACHE_HOME']
    else process.env['XDG_CACHE_HOME'] = cacheBefore
    await base[Symbol.asyncDispose]()
  })

  test('runs both builds in the planned order, keeps every run with its commit, and sees what differs', async () => {
    const observer = watch()
    const measured = await measure({}, observer)
    assert.equal(measured.outcome, 'complete')
    assert.deepEqual(
      measured.blocks.map(({ block, first }) => [block, first]),
      planOrder(2, 5).map((first, index) => [index + 1, first]),
    )
    for (const block of measured.blocks) {
      assert.ok(block.base !== undefined && block.candidate !== undefined)
      assert.equal(block.base.commit?.sha, repository.shas[0])
      assert.equal(block.candidate.commit?.sha, repository.shas[1])
      assert.equal(block.base.seed, block.candidate.seed)
      assert.equal(block.base.implementation.name, 'tiny')
      assert.ok((block.candidate.rtt.p50 ?? 0) > 0.003, 'the delay is there')
      assert.ok((block.base.rtt.p50 ?? 1) < (block.candidate.rtt.p50 ?? 0))
      const [one, other] = [block.base.startedAt, block.candidate.startedAt]
      assert.equal(one < other, block.first === 'base')
    }
    assert.deepEqual(observer.blocks, measured.blocks)
    assert.match(
      observer.notes.join('\n'),
      /against .*: 2 blocks of two runs of 300 ms, about .*seed 5/,
    )
    assert.match(observer.notes.join('\n'), /warm up/)
    assert.deepEqual(await readMeasuredBlocks(measured.folder), measured)
    assert.ok(existsSync(join(base.path, 'traces', measured.id, 'block-01-base', 'events.jsonl')))
    const { runs, broken } = await listRuns(join(base.path, 'results'))
    assert.deepEqual([runs, broken], [[], []], 'its folder is not taken for a run')
  })

  test('that is interrupted keeps its finished blocks, and goes on with the same plan', async () => {
    const interruption = new AbortController()
    const first = await measure(
      { blocks: 3, signal: interruption.signal },
      watch(() => interruption.abort()),
    )
    assert.equal(first.outcome, 'interrupted')
    assert.equal(first.blocks.length, 1)
    const observer = watch()
    const whole = await measure(
      { blocks: 3, seed: 77, resumeFrom: first.id.slice(0, -1) },
      observer,
    )
    assert.deepEqual([whole.outcome, whole.id, whole.seed], ['complete', first.id, 5])
    assert.deepEqual(whole.blocks[0], first.blocks[0])
    assert.deepEqual(
      whole.blocks.map((block) => block.first),
      planOrder(3, 5),
    )
    assert.deepEqual(observer.blocks, whole.blocks, 'blocks of the earlier time are told, too')
    const again = await measure({ blocks: 3, resumeFrom: 'latest' })
    assert.deepEqual(again.blocks, whole.blocks, 'there is nothing left to measure')

    await assert.rejects(
      measure({
        blocks: 4,
        resumeFrom: first.id,
        candidate: 'HEAD~1',
        runOptions: tinyRuns(base.path, { nodes: 3 }),
      }),
      (error: Error) => {
        assert.match(
          error.message,
          /measures something else: the candidate was \w{8} and is HEAD~1 \(\w{8}\)/,
        )
        assert.match(error.message, /blocks: 3, now 4; nodes: 2, now 3/)
        return true
      },
    )
    await assert.rejects(
      measure({ resumeFrom: 'nothing-such' }),
      /there is no measurement nothing-such/,
    )
  })

  test('tries a failed run once more, and says so', async () => {
    const observer = watch()
    const { blocks, folder } = await measure({ blocks: 1, candidate: repository.shas[3] }, observer)
    const [block] = blocks
    assert.ok(block?.base !== undefined && block.candidate !== undefined)
    assert.equal(block.problems.length, 1)
    assert.match(block.problems[0] ?? '', /^block 1, candidate: .*failed in turn/)
    assert.match(observer.notes.join('\n'), /Block 1, candidate, failed; once more: /)
    assert.deepEqual((await readMeasuredBlocks(folder))?.blocks, blocks)
  })

  test('of a build that stops working gives up after two blocks, which are incomplete and not forgotten', async () => {
    const observer = watch()
    await assert.rejects(
      measure({ blocks: 6, candidate: repository.shas[4] }, observer),
      (error) => {
        assert.ok(error instanceof UnmeasurableError)
        assert.match(
          error.message,
          /2 blocks in a row came to nothing: block 2, candidate: .*failed/,
        )
        const [id = ''] = /--resume \S+/.exec(error.suggestion ?? '') ?? []
        assert.notEqual(id, '')
        return true
      },
    )
    assert.equal(observer.blocks.length, 2)
    for (const { base, candidate, problems } of observer.blocks) {
      assert.ok(base !== undefined && candidate === undefined)
      assert.equal(problems.length, 2)
    }
    const names = await readdir(join(base.path, 'results'))
    const stored = await readMeasuredBlocks(join(base.path, 'results', names.sort().at(-1) ?? ''))
    assert.deepEqual(stored?.blocks, observer.blocks)
  })

  test('against itself builds once and measures the same twice', async () => {
    const { blocks } = await measure({ blocks: 1, candidate: repository.shas[0] })
    assert.equal(blocks[0]?.base?.commit?.sha, blocks[0]?.candidate?.commit?.sha)
  })

  test('is refused for an agent of another contract, before anything is measured', async () => {
    const observer = watch()
    await assert.rejects(
      measure({ candidate: repository.shas[2] }, observer),
      /speaks version 7 of the agent contract; this swimbench speaks version 1/,
    )
    assert.doesNotMatch(observer.notes.join('\n'), /warm up/)
  })
})
