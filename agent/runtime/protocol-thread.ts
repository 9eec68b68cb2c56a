/** The worker that runs the protocol. */
import { pid } from 'node:process'
import { parentPort, workerData } from 'node:worker_threads'
import { hostProtocol } from './protocol-host.ts'
import type { ThreadOptions } from './thread-messages.ts'

if (parentPort === null) throw new Error('this file runs as a worker')
// The main thread's id is the process's.
await hostProtocol(workerData as ThreadOptions, parentPort, pid)
