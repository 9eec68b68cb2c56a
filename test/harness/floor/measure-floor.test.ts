import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../../../harness/errors.ts'
import { measureFloor } from '../../../harness/floor/measure-floor.ts'
import { FFI_MISSING } from '../../support/floor-echo.ts'
import { OTHER_PLATFORM } from '../../support/other-platform.ts'

const { signal } = new AbortController()

/** Process ids of the ends of the floor that this process has started, by their role. */
function ends(): Map<string, number> {
  const found = new Map<string, number>()
  for (const thread of readdirSync('/proc/self/task')) {
    const children = readFileSync(`/proc/self/task/${thread}/children`, 'utf8').trim()
    for (const pid of children === '' ? [] : children.split(' ')) {
      const [, role] = /floor-process\.ts\0(\w+)/.exec(commandLineOf(pid)) ?? []
      if (role !== undefined) found.set(role, Number(pid))
    }
  }
  return found
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

async function endOf(role: string): Promise<number> {
  for (;;) {
    const pid = ends().get(role)
    if (pid !== undefined) return pid
    await sleep(5)
  }
}

function saying(message: RegExp, exitCode = 1): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof UserError)
    assert.match(error.message, message)
    assert.equal(error.exitCode, exitCode)
    return true
  }
}

describe('measuring the floor', { skip: FFI_MISSING }, () => {
  test('gives one RTT for each round trip, and leaves no process', async () => {
    const { rttS, lost } = await measureFloor({ gapMs: 5, count: 40, signal })
    assert.equal(rttS.length + lost, 40)
    assert.ok(rttS.every((seconds) => seconds > 0 && seconds < 1))
    assert.deepEqual(ends(), new Map())
  })

  test('ends at once when it is interrupted, wherever it is', async () => {
    const controller = new AbortController()
    const measuring = measureFloor({ gapMs: 60_000, count: 1, signal: controller.signal })
    await endOf('probe')
    controller.abort()
    await assert.rejects(measuring, saying(/interrupted before the floor was measured/, 130))
    assert.deepEqual(ends(), new Map())
    const again = measureFloor({ gapMs: 1, count: 1, signal: controller.signal })
    await assert.rejects(again, saying(/interrupted/, 130))
  })

  for (const [role, name] of [
    ['probe', 'prober'],
    ['echo', 'echo'],
  ] as const) {
    test(`is an error when the ${name} dies`, async () => {
      const measuring = measureFloor({ gapMs: 60_000, count: 1, signal })
      await endOf('probe')
      process.kill(await endOf(role), 'SIGKILL')
      const message = new RegExp(`the floor's ${name} ended by itself \\(killed by SIGKILL\\)`)
      await assert.rejects(measuring, saying(message))
      assert.deepEqual(ends(), new Map())
    })
  }
})

test('a machine that cannot measure the floor is told so, with the reason', async () => {
  process.env['NODE_OPTIONS'] = OTHER_PLATFORM
  try {
    const measuring = measureFloor({ gapMs: 1, count: 1, signal })
    await assert.rejects(measuring, saying(/cannot be measured here: sunos is not Linux/))
  } finally {
    delete process.env['NODE_OPTIONS']
  }
})
