/**
 * Something worth tracing: threads that send datagrams to each other and, in between, read and write
 * files, as fast as they are let. Until the process is ended from outside.
 */
import { createSocket } from 'node:dgram'
import { openSync, readSync, writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isMainThread, Worker } from 'node:worker_threads'

const THREADS = 3
const BYTES = 64

if (isMainThread) {
  for (let thread = 0; thread < THREADS; thread++) new Worker(fileURLToPath(import.meta.url))
} else chat()

function chat(): void {
  const [asking, answering] = [createSocket('udp4'), createSocket('udp4')]
  const [zeros, nowhere] = [openSync('/dev/zero', 'r'), openSync('/dev/null', 'w')]
  const bytes = Buffer.alloc(BYTES)
  let sequence = 0
  const ask = () => {
    readSync(zeros, bytes, 0, BYTES, null)
    writeSync(nowhere, `line ${sequence} said "hello" (to) nobody\n`)
    const ping = Buffer.from([1, 2, 3, 0, 255, sequence & 255, (sequence >> 8) & 255])
    asking.send(ping, answering.address().port, '127.0.0.1')
    sequence++
  }
  answering.on('message', (ping, { port, address }) => answering.send(ping, port, address))
  asking.on('message', ask)
  answering.bind(0, '127.0.0.1', () => asking.bind(0, '127.0.0.1', ask))
}
