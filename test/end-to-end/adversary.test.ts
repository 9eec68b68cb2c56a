/** Somebody sends junk to every port of a cluster for as long as it is measured. */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { clusterTag } from '../../agent/wire/cluster.ts'
import { decodeMessage, encodeMessage } from '../../agent/wire/codec.ts'
import { takePorts } from '../../harness/cluster/ports.ts'
import { readRunData } from '../../harness/recording/read-run.ts'
import { message } from '../support/arbitrary-messages.ts'
import { runShort, shortRun } from '../support/short-run.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const SEED = 7
const STRANGER = '127.0.0.1:1'
const NODES = 3
const DATAGRAMS_PER_BURST = 20
const BURST_EVERY_MS = 10

/** Real messages of the cluster, damaged in every way: none of them may be understood. */
function junk(clusterName: string): Uint8Array[] {
  const tag = clusterTag(clusterName)
  const encoded = message.map((value) => {
    const buffer = new Uint8Array(65_536)
    return buffer.slice(0, encodeMessage(value, tag, buffer, STRANGER))
  })
  const damaged = fc.oneof(
    fc.uint8Array({ maxLength: 1500 }),
    fc.tuple(encoded, fc.nat()).map(([bytes, cut]) => bytes.subarray(0, cut % bytes.length)),
    fc.tuple(encoded, fc.nat(), fc.integer({ min: 1, max: 255 })).map(([bytes, at, flip]) => {
      const mutated = bytes.slice()
      mutated[at % bytes.length] = (mutated[at % bytes.length] as number) ^ flip
      return mutated
    }),
    fc.tuple(encoded, fc.uint8Array({ minLength: 1, maxLength: 40 })).map(([bytes, more]) => {
      return Uint8Array.from([...bytes, ...more])
    }),
  )
  return fc
    .sample(damaged, { seed: SEED, numRuns: 2000 })
    .filter((bytes) => bytes.length <= 1500 && !decodeMessage(bytes, STRANGER, tag).ok)
}

/** Sends until it is told to stop; returns how many datagrams left. */
async function attack(
  ports: readonly number[],
  name: string,
  signal: AbortSignal,
): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const ammunition = junk(name)
  let sent = 0
  while (!signal.aborted) {
    for (let shot = 0; shot < DATAGRAMS_PER_BURST; shot++) {
      const bytes = ammunition[sent % ammunition.length] ?? new Uint8Array()
      socket.send(bytes, ports[sent % ports.length] ?? 0, '127.0.0.1')
      sent += 1
    }
    const stream = connect(ports[sent % ports.length] ?? 0, '127.0.0.1')
    stream.on('error', () => {}).on('data', () => {})
    stream.end(ammunition[(sent * 31) % ammunition.length] ?? '')
    setTimeout(() => stream.destroy(), 500)
    await sleep(BURST_EVERY_MS)
  }
  await new Promise<void>((resolve) => socket.close(resolve))
  return sent
}

test('junk on every port for a whole run changes nothing but the counts of junk', async () => {
  await using base = await temporaryFolder()
  const [basePort = 0] = await takePorts('127.0.0.1', 0, 1)
  const ports = Array.from({ length: NODES }, (_, index) => basePort + index)
  const { protocol } = shortRun(base.path)
  const options = shortRun(base.path, {
    nodes: NODES,
    basePort,
    durationMs: 3000,
    // Junk must not kill; a busy machine that keeps an agent waiting for half a second may.
    protocol: { ...protocol, suspicionMs: 2000 },
  })
  const controller = new AbortController()
  const running = runShort(options)
  const [name = ''] = await firstNames(options.tracesDir)
  const attacking = attack(ports, name, controller.signal)
  const record = await running
  controller.abort()
  const sent = await attacking

  assert.equal(record.outcome, 'complete')
  assert.equal(record.id, name)
  assert.deepEqual(
    record.perAgent.map(({ outcome, exit }) => [outcome, exit?.code]),
    Array(NODES).fill(['stopped', 0]),
  )
  assert.equal(record.falsePositives.deaths, 0)
  const { views } = await readRunData(`${options.resultsDir}/${record.id}`)
  assert.deepEqual(
    views.filter(({ atS, status }) => atS >= 0 && status !== 'alive' && status !== 'suspect'),
    [],
  )
  assert.deepEqual(
    [...new Set(views.map(({ member }) => member))].sort(),
    record.perAgent.map(({ agent }) => agent).sort(),
  )

  for (const { agent, messages } of record.perAgent) {
    const malformed = Object.values(messages.malformed).reduce((sum, count) => sum + count, 0)
    assert.ok(malformed > 100, `${agent} counted ${malformed} of ${sent}`)
  }
  assert.ok(
    Object.keys(record.messages.malformed).length >= 3,
    JSON.stringify(record.messages.malformed),
  )
  assert.ok(record.warnings.some(({ code }) => code === 'malformed-datagrams'))
})

async function firstNames(folder: string): Promise<string[]> {
  for (;;) {
    const names = await readdir(folder).catch(() => [])
    if (names.length > 0) return names
    await sleep(10)
  }
}
