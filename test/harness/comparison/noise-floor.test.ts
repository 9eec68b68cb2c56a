import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Side } from '../../../analysis/index.ts'
import { keepNoiseFloor, noiseOf, readNoiseFloor } from '../../../harness/comparison/noise-floor.ts'
import { sampleView } from '../../support/sample-comparison.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const AT = new Date('2026-11-23T03:00:00Z')

function on(machine: string, duration: string, { label, runs }: Side): Side {
  const facts = { machine, 'duration asked for': duration }
  return { label, runs: runs.map((run) => ({ ...run, facts })) }
}

describe('the noise floor', () => {
  const { comparison, sides } = sampleView({ change: 0, spread: 0.02 })
  const here = on('here', '10 s', sides.base)

  test('is kept for the machine and the way of measuring, and read for nothing else', async () => {
    await using folder = await temporaryFolder()
    const read = (side: Side) => readNoiseFloor(folder.path, side)
    assert.equal(await read(here), undefined)
    const kept = await keepNoiseFloor(folder.path, comparison, here, AT)
    assert.equal(kept?.blocks, 10)
    assert.deepEqual(await read(here), kept)
    assert.equal(await read(on('elsewhere', '10 s', sides.base)), undefined)
    assert.equal(await read(on('here', '1 s', sides.base)), undefined)
    assert.equal(await read(sides.base), undefined)
  })

  test('is that of the newest measurement', async () => {
    await using folder = await temporaryFolder()
    await keepNoiseFloor(folder.path, comparison, here, AT)
    const noisier = sampleView({ change: 0, spread: 0.2 }).comparison
    const kept = await keepNoiseFloor(folder.path, noisier, here, AT)
    assert.deepEqual(await readNoiseFloor(folder.path, here), kept)
  })

  test('of several metrics is the largest', () => {
    const floors = { 'rtt.p50': 0.02, 'rtt.p99': 0.08, 'lag.p50': 0.5 }
    const noise = { facts: {}, measuredAt: AT.toISOString(), build: 'x', blocks: 10, floors }
    assert.equal(noiseOf(noise, ['rtt.p50', 'rtt.p99']), 0.08)
    assert.equal(noiseOf(noise, ['rtt.mean']), undefined)
    assert.equal(noiseOf(undefined, ['rtt.p50']), undefined)
  })

  test('that cannot be read says how to get another', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'noise-floor.json'), '{"schemaVersion": 7}')
    await assert.rejects(readNoiseFloor(folder.path, here), { suggestion: /compare HEAD --aa/ })
  })
})
