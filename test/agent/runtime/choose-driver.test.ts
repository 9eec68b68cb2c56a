/** Which driver is taken, and what is said where the fast one does not work. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { chooseDriver, type TransportChoice } from '../../../agent/runtime/choose-driver.ts'
import { monotonicClock } from '../../../agent/runtime/clock.ts'
import { FAST_PATH_MISSING } from '../../support/linux-thread.ts'
import { NO_KOFFI } from '../../support/no-koffi.ts'
import { OTHER_PLATFORM } from '../../support/other-platform.ts'

const clock = monotonicClock()

/** What is chosen in a thread that begins with what an `--import` of Node's names. */
async function chosenUnder(argument: string, choice: TransportChoice): Promise<unknown> {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads')
    import(workerData.first).then(async () => {
      const { chooseDriver } = await import(workerData.choose)
      const { monotonicClock } = await import(workerData.clock)
      const { driver: _, ...chosen } = await chooseDriver(workerData.choice, monotonicClock(), 1400)
      parentPort.postMessage(chosen)
    })`
  const worker = new Worker(code, {
    eval: true,
    workerData: {
      choice,
      first: argument.replace('--import=', ''),
      choose: new URL('../../../agent/runtime/choose-driver.ts', import.meta.url).href,
      clock: new URL('../../../agent/runtime/clock.ts', import.meta.url).href,
    },
  })
  const [chosen] = await once(worker, 'message')
  await worker.terminate()
  return chosen
}

describe('the driver', () => {
  test('is the portable one when that is asked for', async () => {
    const chosen = await chooseDriver('dgram', clock, 1400)
    assert.ok(chosen.ok)
    assert.equal(chosen.transport, 'dgram')
    assert.equal(chosen.driver.clock, clock)
    const transport = await chosen.driver.open('127.0.0.1', 0)
    assert.equal(transport.name, 'dgram')
    await transport.close()
  })

  for (const choice of ['auto', 'ffi'] as const) {
    test(`is the fast one for ${choice} where it works, on the same clock`, {
      skip: FAST_PATH_MISSING,
    }, async () => {
      const chosen = await chooseDriver(choice, clock, 1400)
      assert.ok(chosen.ok)
      assert.deepEqual([chosen.transport, chosen.fallback], ['ffi', undefined])
      assert.ok(Math.abs(chosen.driver.clock.nowMs() - clock.nowMs()) < 1000)
      const transport = await chosen.driver.open('127.0.0.1', 0)
      assert.equal(transport.name, 'ffi')
      await transport.close()
    })
  }

  const lacking: [what: string, argument: string, reason: RegExp][] = [
    ['koffi does not load', NO_KOFFI, /^Cannot find the native Koffi module$/],
    ['the system is another one', OTHER_PLATFORM, /^sunos is not Linux$/],
  ]
  for (const [what, argument, reason] of lacking) {
    test(`is the portable one for auto where ${what}, and says why`, async () => {
      const chosen = Object(await chosenUnder(argument, 'auto'))
      assert.deepEqual([chosen.ok, chosen.transport], [true, 'dgram'])
      assert.match(chosen.fallback, reason)
    })

    test(`is none for ffi where ${what}, and says why`, async () => {
      const chosen = Object(await chosenUnder(argument, 'ffi'))
      assert.equal(chosen.ok, false)
      assert.match(chosen.reason, reason)
    })
  }
})
