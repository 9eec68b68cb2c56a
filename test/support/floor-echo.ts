/** The echo of the floor in a thread of its own, because it blocks. */
import { Worker } from 'node:worker_threads'
import { loadLibc } from '../../agent/transport/linux/libc.ts'

const loaded = loadLibc()

/** Why the floor cannot be tested here; false when it can. */
export const FFI_MISSING: string | false = loaded.ok ? false : loaded.reason

const ECHO = new URL('../../agent/floor/echo.ts', import.meta.url).href
const CODE = `
  const { parentPort, workerData } = require('node:worker_threads')
  import(workerData.echo).then(({ openFloorEcho }) => {
    const opened = openFloorEcho()
    if (!opened.ok) throw new Error(opened.reason)
    parentPort.postMessage(opened.value.port)
    const stopped = new Int32Array(workerData.stopped)
    while (stopped[0] === 0) opened.value.serve(20)
    opened.value.close()
  })`

export async function floorEcho(): Promise<AsyncDisposable & { readonly port: number }> {
  const stopped = new SharedArrayBuffer(4)
  const worker = new Worker(CODE, { eval: true, workerData: { echo: ECHO, stopped } })
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  return {
    port,
    async [Symbol.asyncDispose]() {
      new Int32Array(stopped)[0] = 1
      await new Promise((resolve) => worker.once('exit', resolve))
    },
  }
}
