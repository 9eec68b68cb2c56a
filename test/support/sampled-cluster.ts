/** A CPU profile of V8's of real agent code: a cluster on virtual time, its messages through the codec. */
import { Session } from 'node:inspector/promises'
import { decodeMessage, encodeMessage } from '../../agent/wire/codec.ts'
import { VirtualCluster } from './virtual-cluster.ts'

export async function sampledCluster(): Promise<string> {
  const session = new Session()
  session.connect()
  try {
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: 100 })
    await session.post('Profiler.start')
    work()
    const { profile } = await session.post('Profiler.stop')
    return JSON.stringify(profile)
  } finally {
    session.disconnect()
  }
}

function work(): void {
  const cluster = new VirtualCluster({ seed: 1 })
  cluster.startMany(30)
  cluster.run(20_000)
  const into = new Uint8Array(65_536)
  for (let round = 0; round < 20; round += 1) {
    for (const { from, message } of cluster.sent) {
      decodeMessage(into.subarray(0, encodeMessage(message, 7, into, from)), from, 7)
    }
  }
}
