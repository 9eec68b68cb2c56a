/** `swimbench overhead` as a user runs it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Overhead } from '../../harness/overhead/measure-overhead.ts'
import { cli } from '../support/cli.ts'

const FAST = ['--nodes', '2', '--duration', '500ms', '--warmup', '0', '--probe-interval', '50ms']
const ARGS = ['overhead', ...FAST, '--leave', '100ms', '--arm', 'spans-on']

describe('swimbench overhead', () => {
  test('tells a person what spans cost, and of its progress on stderr', async () => {
    const { code, stdout, stderr } = await cli([...ARGS, '--rounds', '1', '--seed', '5'])
    assert.equal(code, 0, stderr)
    assert.match(
      stdout,
      /^Overhead {2}complete\n2 agents · a probe every 50 ms · 1 round of 500 ms/,
    )
    assert.match(stdout, /^RTT p50\n +× spans off/m)
    assert.match(stdout, /^ {2}spans on +[\d.]+ [µm]s +[\d.]+ +too few rounds$/m)
    assert.match(stdout, /nothing can be concluded from\s+fewer than 3/)
    assert.match(stderr, /^2 runs, about \d+(?:\.\d+)? s; seed 5\n/)
    assert.match(stderr, /^round 1 of 1, spans \w+: RTT p50 [\d.]+ [µm]s; about .* left$/m)
    assert.doesNotMatch(stderr, /measuring/)
  })

  test('interrupted prints what was finished and exits with 130', async () => {
    let isTold = false
    const { code, stdout, stderr } = await cli([...ARGS, '--rounds', '500', '--json'], {
      onOutput: ({ stderr: soFar }, kill) => {
        if (isTold || !/^round 1 of 500/m.test(soFar)) return
        isTold = true
        kill('SIGINT')
      },
    })
    assert.equal(code, 130, stderr)
    const { outcome, rounds, arms } = JSON.parse(stdout) as Overhead
    assert.deepEqual([outcome, rounds], ['interrupted', 500])
    assert.equal(arms.flatMap(({ runs }) => runs).length, 1)
  })

  test('refuses what it does not know', async () => {
    const { code, stderr } = await cli(['overhead', '--arm', 'gdb'])
    assert.equal(code, 2)
    assert.match(stderr, /--arm knows no "gdb"/)
  })
})
