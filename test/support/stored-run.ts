/** A sample run on disk, as `run` leaves one. */
import { join } from 'node:path'
import { writeRun } from '../../harness/recording/write-run.ts'
import { sampleRun } from './sample-run.ts'

/** Returns the run's id. */
export async function storeSampleRun(
  base: string,
  options: Parameters<typeof sampleRun>[0] = { agents: 3, durationS: 20 },
): Promise<string> {
  const { record, probes, changes } = sampleRun(options)
  await writeRun(join(base, 'results', record.id), record, probes, changes)
  return record.id
}

export const SWIM_RS_LOG = `2025-06-01T10:00:00.000000Z  INFO swim_rs: Node listening on 127.0.0.1:9000
2025-06-01T10:00:01.000000Z  INFO swim_rs::protocol::node: Received ACK seq=1 from 127.0.0.1:9001 (RTT: 134.56µs)
2025-06-01T10:00:02.000000Z  INFO swim_rs::protocol::node: Received ACK seq=2 from 127.0.0.1:9002 (RTT: 1.2ms)
2025-06-01T10:00:03.000000Z  INFO swim_rs::protocol::node: Received ACK seq=3 from 127.0.0.1:9001 (RTT: 140.00µs)
2025-06-01T10:00:04.000000Z  INFO swim_rs::protocol::node: Member 127.0.0.1:9002 is now SUSPECT
2025-06-01T10:00:06.000000Z  INFO swim_rs::protocol::node: Member 127.0.0.1:9002 is now DEAD
`
