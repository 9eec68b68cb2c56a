/** The epoll instance that is found is the one libuv waits on: it watches what libuv was given. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { loadLibc } from '../../../../agent/transport/linux/libc.ts'
import { findLibuvEpoll } from '../../../../agent/transport/linux/libuv-epoll.ts'
import { Memory } from '../../../../agent/transport/linux/memory.ts'
import { FAST_PATH_MISSING } from '../../../support/linux-thread.ts'

async function found(): Promise<number> {
  const loaded = loadLibc()
  assert.ok(loaded.ok)
  const epoll = await findLibuvEpoll(loaded.libc, new Memory(16, loaded.addressOf))
  assert.ok(epoll !== undefined)
  return epoll
}

/** The descriptors that an epoll instance has in its list. */
function watchedBy(epoll: number): number[] {
  const text = readFileSync(`/proc/self/fdinfo/${epoll}`, 'utf8')
  return [...text.matchAll(/^tfd:\s+(\d+)/gm)].map(([, fd]) => Number(fd))
}

function socketsOfThisProcess(): Set<number> {
  const links = readdirSync('/proc/self/fd').map((name): [number, string] => {
    try {
      return [Number(name), readlinkSync(`/proc/self/fd/${name}`)]
    } catch {
      // The listing itself had a descriptor.
      return [Number(name), '']
    }
  })
  return new Set(links.filter(([, link]) => link.startsWith('socket:')).map(([fd]) => fd))
}

/** The descriptor of a listening socket that libuv has been given. */
async function listening(t: TestContext): Promise<number> {
  const before = socketsOfThisProcess()
  const server = createServer().listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  await nextTurn()
  const [fd] = [...socketsOfThisProcess()].filter((one) => !before.has(one))
  assert.ok(fd !== undefined)
  return fd
}

describe('what libuv waits on', { skip: FAST_PATH_MISSING }, () => {
  test('is the instance that watches the sockets of this thread', async (t) => {
    const socket = await listening(t)
    assert.ok(watchedBy(await found()).includes(socket))
  })

  test('is the same however often it is looked for, and looking leaves nothing open', async () => {
    const epoll = await found()
    const descriptors = readdirSync('/proc/self/fd')
    for (let round = 0; round < 20; round++) assert.equal(await found(), epoll)
    assert.equal(readdirSync('/proc/self/fd').length, descriptors.length)
  })

  test('is another one in every thread', async (t) => {
    const code = `
      const { parentPort, workerData } = require('node:worker_threads')
      Promise.all(workerData.map((module) => import(module))).then(async (modules) => {
        const [{ findLibuvEpoll }, { loadLibc }, { Memory }] = modules
        const { libc, addressOf } = loadLibc()
        parentPort.postMessage(await findLibuvEpoll(libc, new Memory(16, addressOf)))
      })`
    const workerData = ['libuv-epoll', 'libc', 'memory'].map(
      (name) => new URL(`../../../../agent/transport/linux/${name}.ts`, import.meta.url).href,
    )
    const worker = new Worker(code, { eval: true, workerData })
    t.after(() => worker.terminate())
    const [others] = await once(worker, 'message')
    assert.equal(typeof others, 'number')
    assert.notEqual(others, await found())
  })
})
