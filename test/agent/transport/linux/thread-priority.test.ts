/** What a thread asks of the scheduler is what the kernel then says of it, and of the one that stands back. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { FAST_PATH_MISSING } from '../../../support/linux-thread.ts'

/** From proc_pid_stat(5): the nineteenth, counted from behind the name, which may hold anything. */
function niceOf(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
}

test('a thread gets exact timers, and the one behind it stands back', {
  skip: FAST_PATH_MISSING,
}, async (t) => {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads')
    const { readFileSync, readlinkSync } = require('node:fs')
    Promise.all(workerData.modules.map((module) => import(module))).then((modules) => {
      const [{ loadLibc }, { askForPriority }] = modules
      const { libc, addressOf } = loadLibc()
      askForPriority(libc, addressOf, { behind: workerData.behind, isRealtime: false })
      const thread = readlinkSync('/proc/thread-self').split('/').at(-1)
      const slackNs = Number(readFileSync('/proc/' + thread + '/timerslack_ns', 'utf8'))
      parentPort.postMessage({ slackNs, stat: readFileSync('/proc/thread-self/stat', 'utf8') })
    })`
  const niceBefore = niceOf(readFileSync('/proc/thread-self/stat', 'utf8'))
  const worker = new Worker(code, {
    eval: true,
    workerData: {
      behind: process.pid,
      modules: ['libc', 'thread-priority'].map(
        (name) => new URL(`../../../../agent/transport/linux/${name}.ts`, import.meta.url).href,
      ),
    },
  })
  t.after(() => worker.terminate())
  const [{ slackNs, stat }] = await once(worker, 'message')
  assert.equal(slackNs, 1)
  assert.ok(niceOf(stat) <= niceBefore)
  assert.ok(niceOf(readFileSync('/proc/thread-self/stat', 'utf8')) >= 10)
})
