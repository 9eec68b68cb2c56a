/** The floor in C, which the benchmark of the fast path measures against, does what it is taken for. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  compileCFloor,
  floodFromC,
  probeInC,
  skippedInC,
  startCEcho,
} from '../benchmarks/rtt/c-floor.ts'
import { C_COMPILER_MISSING } from '../support/c-compiler.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe('the floor in C', { skip: C_COMPILER_MISSING }, () => {
  test('makes as many round trips as asked for', async () => {
    await using folder = await temporaryFolder()
    const program = await compileCFloor(folder.path)
    const rttS = await probeInC(program, 1, 20)
    assert.equal(rttS.length, 20)
    assert.ok(rttS.every((seconds) => seconds > 0 && seconds < 1))
  })

  test('counts what it is too late for', async () => {
    await using folder = await temporaryFolder()
    const program = await compileCFloor(folder.path)
    const skipped = await skippedInC(program, { gapMs: 1, count: 50, isRealtime: false })
    assert.ok(Number.isInteger(skipped) && skipped >= 0)
    // Nobody wakes up a million times a second.
    const everything = await skippedInC(program, { gapMs: 0.001, count: 20_000, isRealtime: false })
    assert.ok(everything > 0)
  })

  test('floods an echo, counts its answers, and counts nobody as answering who does not', async () => {
    await using folder = await temporaryFolder()
    const program = await compileCFloor(folder.path)
    const { echo, port } = await startCEcho(program)
    await using _ = echo
    const datagram = Uint8Array.from({ length: 9 }, (_, index) => index)
    const load = { window: 16, durationS: 0.2 }
    const { answered, answeredPerSecond } = await floodFromC(program, { port, datagram }, load)
    assert.ok(answered > 0 && answeredPerSecond > 0)
    echo.stdin?.end()
    await echo.exited
    const unheard = await floodFromC(program, { port, datagram }, load)
    assert.equal(unheard.answered, 0)
  })
})
