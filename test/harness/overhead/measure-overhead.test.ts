import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { configFrom } from '../../../agent/index.ts'
import { parseRunRecord } from '../../../analysis/index.ts'
import { UserError } from '../../../harness/errors.ts'
import { ARMS, type ArmName } from '../../../harness/overhead/arms.ts'
import {
  measureOverhead,
  type OverheadOptions,
} from '../../../harness/overhead/measure-overhead.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { toolMissing } from '../../support/tool-missing.ts'

function armsOf(...names: ArmName[]) {
  return ARMS.filter(({ name }) => names.includes(name))
}

function options(some: Partial<OverheadOptions> = {}): OverheadOptions {
  return {
    arms: armsOf('spans-off', 'spans-on'),
    rounds: 1,
    nodes: 2,
    durationMs: 600,
    warmupMs: 0,
    preset: 'default',
    protocol: configFrom('default', { probeIntervalMs: 50, leaveMs: 100 }),
    transport: 'auto',
    seed: 3,
    keepDir: undefined,
    signal: new AbortController().signal,
    ...some,
  }
}

const straceMissing = await toolMissing('strace')
const silent = { progress() {}, note() {} }

describe('measuring overhead', () => {
  test('runs every arm in every round, and keeps the runs where it was told to', async () => {
    await using folder = await temporaryFolder()
    const notes: string[] = []
    const arms = armsOf('spans-off', 'context-on-wire')
    const measured = await measureOverhead(options({ arms, rounds: 2, keepDir: folder.path }), {
      ...silent,
      note: (text) => notes.push(text),
    })
    assert.equal(measured.outcome, 'complete')
    assert.deepEqual(
      measured.arms.map(({ name, runs }) => [name, runs.map(({ round }) => round)]),
      arms.map(({ name }) => [name, [1, 2]]),
    )
    for (const { typical, comparisons } of measured.arms) {
      assert.ok((typical.rttP50S ?? 0) > 0 && (typical.cpuCores ?? 0) > 0)
      for (const { rttP50S } of comparisons) assert.equal(rttP50S.rounds, 2)
    }
    assert.deepEqual(
      measured.warnings.map(({ code }) => code),
      ['few-rounds', 'no-p99'],
    )
    assert.equal(notes.filter((note) => /^round [12] of 2, .*: RTT p50 /.test(note)).length, 4)

    const results = join(folder.path, 'results')
    const kept = await readdir(results)
    assert.equal(kept.length, 4)
    for (const name of kept) {
      const parsed = parseRunRecord(await readFile(join(results, name, 'record.json'), 'utf8'))
      assert.ok(parsed.ok)
      const { spans, contextOnWire, tool } = parsed.record.measuredUnder
      assert.equal(spans, !name.endsWith('spans-off'))
      assert.equal(contextOnWire, name.endsWith('context-on-wire'))
      assert.equal(tool, 'none')
      assert.equal(parsed.record.floor, null)
    }
  })

  test('says in the record which tool was watching', {
    skip: straceMissing,
  }, async () => {
    await using folder = await temporaryFolder()
    const arms = armsOf('spans-off', 'strace')
    const { arms: measured } = await measureOverhead(
      options({ arms, keepDir: folder.path }),
      silent,
    )
    assert.deepEqual(
      measured.map(({ name, comparisons }) => [name, comparisons.map((one) => one.baseline)]),
      [
        ['spans-off', []],
        ['strace', ['spans-off']],
      ],
    )
    const id = 'overhead-3-1-strace'
    const parsed = parseRunRecord(
      await readFile(join(folder.path, 'results', id, 'record.json'), 'utf8'),
    )
    assert.equal(parsed.ok && parsed.record.measuredUnder.tool, 'strace')
    assert.ok((await readdir(join(folder.path, 'traces', id))).includes('strace.txt'))
  })

  test('interrupted keeps the runs that were finished, and leaves no folder behind', async (t) => {
    await using temporary = await temporaryFolder()
    // A place of its own: other tests come and go in the usual one.
    const usual = process.env['TMPDIR']
    process.env['TMPDIR'] = temporary.path
    t.after(() => {
      if (usual === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = usual
    })
    const controller = new AbortController()
    const measured = await measureOverhead(options({ rounds: 50, signal: controller.signal }), {
      ...silent,
      note: (text) => {
        if (text.startsWith('round 1')) controller.abort()
      },
    })
    assert.equal(measured.outcome, 'interrupted')
    assert.equal(measured.rounds, 50)
    const finished = measured.arms.flatMap(({ runs }) => runs.map(({ round }) => round))
    assert.deepEqual(finished, [1])
    assert.deepEqual(await readdir(temporary.path), [])
  })

  test('interrupted before any run was finished has nothing to tell', async () => {
    const controller = new AbortController()
    controller.abort()
    await assert.rejects(
      measureOverhead(options({ signal: controller.signal }), silent),
      (error) => error instanceof UserError && error.exitCode === 130,
    )
  })

  test('gives up when nothing works in the first round, with the reason', async () => {
    await using folder = await temporaryFolder()
    const first = options({ keepDir: folder.path })
    await measureOverhead(first, silent)
    await assert.rejects(
      measureOverhead({ ...first, rounds: 9 }, silent),
      /there is a run overhead-3-1-/,
    )
  })

  test('needs something to compare', async () => {
    await assert.rejects(
      measureOverhead(options({ arms: armsOf('spans-off') }), silent),
      (error) => error instanceof UserError && /nothing to compare/.test(error.message),
    )
  })
})
