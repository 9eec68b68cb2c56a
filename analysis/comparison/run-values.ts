/** From run records to what is compared. */
import { circumstancesOf } from '../history/circumstances.ts'
import type { RunRecord } from '../run-record.ts'
import type { RunValues } from './comparison.ts'
import { floorP50S, METRICS } from './metrics.ts'

/** Where a run stands in an interleaved measurement. */
export type Place = Required<Pick<RunValues, 'block' | 'order'>>

export function runValues(record: RunRecord, place?: Place): RunValues {
  return {
    id: record.id,
    values: Object.fromEntries(METRICS.map(({ id, of }) => [id, of(record)])),
    ...place,
    startedAt: record.startedAt,
    floorP50S: floorP50S(record),
    probes: record.probes.sent,
    dirty: record.commit?.dirty === true,
    facts: Object.fromEntries(circumstancesOf(record)),
  }
}
