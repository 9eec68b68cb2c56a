/** Stamps of the wall clock as monotonic time: right now, exact among each other, and after a step. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { CLOCK_REALTIME } from '../../../../agent/transport/linux/constants.ts'
import { KernelTime } from '../../../../agent/transport/linux/kernel-time.ts'
import { type Libc, loadLibc } from '../../../../agent/transport/linux/libc.ts'
import { Memory } from '../../../../agent/transport/linux/memory.ts'
import { FAST_PATH_MISSING, linuxThread } from '../../../support/linux-thread.ts'

/** What the two clocks' readings may be apart. */
const CLOCK_ERROR_MS = 0.05

function writeTimespec(memory: Memory, offset: number, seconds: number, ns: number): void {
  memory.setPointer(offset, seconds)
  memory.setPointer(offset + 8, ns)
}

/** A wall clock and a monotonic one under the test's hand. */
class Clocks {
  nowMs = 1_000_000
  wallS = 1_790_000_000
  wallNs = 999_999_999
  reads = 0
  /** How long a reading of the wall clock takes. */
  readMs = 0.001
  readonly scratch = new Memory(16, () => 0)
  readonly kernelTime = new KernelTime(
    {
      clockGettime: () => {
        this.reads++
        this.nowMs += this.readMs
        writeTimespec(this.scratch, 0, this.wallS, this.wallNs)
        return 0
      },
    } as Partial<Libc> as Libc,
    this.scratch,
    () => this.nowMs,
  )

  monotonicMs(seconds: number, ns: number): number {
    const stamp = new Memory(16, () => 0)
    writeTimespec(stamp, 0, seconds, ns)
    return this.kernelTime.monotonicMs(stamp, 0)
  }
}

describe('a stamp of the kernel', () => {
  test('of now is now', { skip: FAST_PATH_MISSING }, () => {
    const { libc, addressOf, nowMs } = linuxThread()
    assert.ok(loadLibc().ok)
    const stamp = new Memory(40, addressOf)
    const kernelTime = new KernelTime(libc, new Memory(16, addressOf), nowMs)
    // The first measurement has to do even when something came between; later ones do not.
    for (let round = 0; round < 100; round++) {
      const untilMs = nowMs() + 1.1
      while (nowMs() < untilMs);
      kernelTime.refresh()
    }
    const beforeMs = nowMs()
    libc.clockGettime(CLOCK_REALTIME, stamp.address + 24)
    const afterMs = nowMs()
    const stampedMs = kernelTime.monotonicMs(stamp, 24)
    assert.ok(stampedMs >= beforeMs - CLOCK_ERROR_MS, `${stampedMs} is before ${beforeMs}`)
    assert.ok(stampedMs <= afterMs + CLOCK_ERROR_MS, `${stampedMs} is after ${afterMs}`)
  })

  test('keeps its nanoseconds, on either side of the second', () => {
    const clocks = new Clocks()
    clocks.kernelTime.refresh()
    const baseMs = clocks.monotonicMs(clocks.wallS, clocks.wallNs)
    assert.ok(Math.abs(baseMs - 1_000_000.0005) < 1e-6)
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), fc.nat(999_999_999), (seconds, ns) => {
        const sinceMs = clocks.monotonicMs(clocks.wallS + seconds, ns) - baseMs
        const expectedMs = seconds * 1000 + (ns - clocks.wallNs) / 1e6
        assert.ok(Math.abs(sinceMs - expectedMs) < 1e-6)
      }),
    )
  })

  test('follows a wall clock that was stepped, from the next measurement on', () => {
    const clocks = new Clocks()
    clocks.kernelTime.refresh()
    clocks.nowMs += 5
    clocks.wallS -= 3600
    clocks.kernelTime.refresh()
    const stampedMs = clocks.monotonicMs(clocks.wallS, clocks.wallNs)
    assert.ok(Math.abs(stampedMs - clocks.nowMs) < 0.01)
  })

  test('survives the year 2106, when seconds need more than 32 bits', () => {
    const clocks = new Clocks()
    clocks.wallS = 2 ** 32 + 12
    clocks.kernelTime.refresh()
    const stampedMs = clocks.monotonicMs(clocks.wallS, clocks.wallNs)
    assert.ok(Math.abs(stampedMs - clocks.nowMs) < 0.01)
  })
})

describe('the distance of the clocks', () => {
  test('is measured at most once a millisecond', () => {
    const clocks = new Clocks()
    for (let turn = 0; turn < 1000; turn++) {
      clocks.nowMs += 0.01
      clocks.kernelTime.refresh()
    }
    assert.ok(clocks.reads > 5 && clocks.reads <= 11)
  })

  test('is not believed when something came between the readings', () => {
    const clocks = new Clocks()
    clocks.kernelTime.refresh()
    const before = clocks.monotonicMs(clocks.wallS, clocks.wallNs)
    clocks.nowMs += 5
    clocks.wallNs -= 5_000_000
    clocks.readMs = 3
    clocks.kernelTime.refresh()
    clocks.wallNs += 5_000_000
    assert.equal(clocks.monotonicMs(clocks.wallS, clocks.wallNs), before)
  })

  test('is believed the first time whatever it is: any is better than none', () => {
    const clocks = new Clocks()
    clocks.readMs = 3
    clocks.kernelTime.refresh()
    assert.ok(Number.isFinite(clocks.monotonicMs(clocks.wallS, clocks.wallNs)))
  })
})
