/** The worker that runs the protocol: chooses how, warms up, and hosts the agents until they end. */
import { pid } from 'node:process'
import { parentPort, workerData } from 'node:worker_threads'
import { BindError } from '../transport/transport.ts'
import { AgentGroup, type GroupParts } from './agent-group.ts'
import { type ChosenDriver, chooseDriver } from './choose-driver.ts'
import { monotonicClock } from './clock.ts'
import { type GcPause, observeGarbageCollection } from './pauses.ts'
import type { FromProtocolThread, ThreadOptions, ToProtocolThread } from './thread-messages.ts'
import { warmUp } from './warm-up.ts'

if (parentPort === null) throw new Error('this file runs as a worker')
const port = parentPort
const options = workerData as ThreadOptions
const taken = new Int32Array(options.taken)

const chosen = await chooseDriver(
  options.transport,
  monotonicClock(),
  options.config.datagramBytesMax,
  // The main thread's id is the process's.
  pid,
)
if (chosen.ok) await host(chosen)
else post({ kind: 'failed', code: 'transport-unavailable', message: lackOf(chosen.reason) })

async function host({ driver, transport, fallback }: ChosenDriver & { ok: true }): Promise<void> {
  if (transport === 'ffi') await warmUp(options, driver)
  const pauses: GcPause[] = []
  observeGarbageCollection((pause) => pauses.push(pause))
  const parts: GroupParts = {
    driver,
    taken: () => Atomics.load(taken, 0),
    gc: () => pauses.splice(0),
    post,
  }
  try {
    const group = await AgentGroup.open(options, parts)
    const { addresses } = group
    post({ kind: 'ready', atMs: driver.clock.nowMs(), transport, fallback, addresses })
    port.on('message', (command: ToProtocolThread) => group.obey(command))
    void group.ended.then(() => port.close())
    group.start()
  } catch (error) {
    if (!(error instanceof BindError)) throw error
    post({ kind: 'failed', code: error.code, message: error.message })
  }
}

function lackOf(reason: string): string {
  return `the fast transport does not work here (${reason}); --transport auto takes the portable one then`
}

function post(message: FromProtocolThread): void {
  port.postMessage(message)
}
