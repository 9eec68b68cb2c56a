/** How the cluster learned of crashes, and whom it accused wrongly. */
import { type Detection, formatDuration, plural, type RunRecord } from '../../analysis/index.ts'
import type { Layout } from './run-report.ts'
import { type Cell, type Column, table } from './table.ts'

const COLUMNS: readonly Column[] = [
  { header: 'crashed', align: 'left' },
  { header: 'at', align: 'right', rank: 1 },
  { header: 'first suspect', align: 'right', rank: 2 },
  { header: 'first dead', align: 'right' },
  { header: 'all dead', align: 'right' },
  { header: 'seen by', align: 'right', rank: 3 },
]

export function detectionSection(record: RunRecord, layout: Layout): string[] {
  const { suspicions, deaths } = record.falsePositives
  const wrongly =
    suspicions === 0 && deaths === 0
      ? '  no healthy member was accused'
      : `  ${layout.paint('yellow', plural(suspicions, 'suspicion'))} of healthy members, ${plural(deaths, 'wrong death', 'wrong deaths')}`
  if (record.detection.length === 0) return [wrongly]
  const rows = record.detection.map(detectionRow)
  return [...table(COLUMNS, rows, { ...layout, indent: '  ' }), wrongly]
}

/** The record counts what followed a crash from the crash on. */
function detectionRow(detection: Detection): Cell[] {
  const { member, crashedAtS, firstSuspectS, firstDeadS, allDeadS } = detection
  const after = (afterS: number | null): Cell =>
    afterS === null ? { text: 'never', format: 'red' } : formatDuration(afterS)
  return [
    member,
    `${crashedAtS.toFixed(1)} s`,
    after(firstSuspectS),
    after(firstDeadS),
    after(allDeadS),
    `${detection.detectedBy}/${detection.survivors}`,
  ]
}
