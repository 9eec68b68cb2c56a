/** `views.csv`: every change of an agent's mind about a member, a line each. Reading never throws. */
import type { MemberStatus } from '../run-record.ts'
import type { ViewChange } from '../views.ts'
import { csvField, type LineProblem, ProblemList, RecordSplitter, splitCsvLine } from './csv.ts'

export const VIEW_CSV_HEADER = 'time_s,agent,member,status,incarnation,why,by'

const STATUSES: readonly string[] = ['alive', 'suspect', 'dead', 'left', 'reaped']
const DECIMAL = /^-?\d+(\.\d+)?$/
const WHOLE = /^\d+$/

/** Lines, each with its line break; write `VIEW_CSV_HEADER` before the first. */
export function formatViewChanges(changes: readonly ViewChange[]): string {
  return changes
    .map((change) => {
      const { atS, agent, member, status, incarnation, why, by } = change
      const names = [agent, member].map(csvField).join(',')
      return `${atS.toFixed(9)},${names},${status},${incarnation},${csvField(why)},${csvField(by ?? '')}\n`
    })
    .join('')
}

export type ParsedViews = {
  readonly changes: readonly ViewChange[]
  /** The first of them; `problemCount` says how many there were. */
  readonly problems: readonly LineProblem[]
  readonly problemCount: number
}

export function parseViewChanges(text: string | Iterable<string>): ParsedViews {
  const changes: ViewChange[] = []
  const problems = new ProblemList()
  let headerSeen = false
  const splitter = new RecordSplitter((record, line) => {
    if (!headerSeen) {
      headerSeen = true
      if (record === VIEW_CSV_HEADER) return
      problems.add(line, `the first line is not "${VIEW_CSV_HEADER}"`)
    }
    const change = parseChange(record)
    if (typeof change === 'string') problems.add(line, change)
    else changes.push(change)
  })
  for (const chunk of typeof text === 'string' ? [text] : text) splitter.push(chunk)
  splitter.end()
  if (!headerSeen) problems.add(1, 'the text is empty')
  return { changes, problems: problems.kept, problemCount: problems.count }
}

/** The change, or why there is none. */
function parseChange(record: string): ViewChange | string {
  const fields = splitCsvLine(record)
  if (fields === undefined) return 'quotes do not match'
  if (fields.length !== 7) return `${fields.length} fields instead of 7`
  const [time = '', agent = '', member = '', status = '', incarnation = '', why = '', by = ''] =
    fields
  if (!DECIMAL.test(time)) return 'the time is not a number'
  if (!STATUSES.includes(status)) return 'unknown status'
  if (!WHOLE.test(incarnation)) return 'the incarnation is not a whole number'
  return {
    atS: Number(time),
    agent,
    member,
    status: status as MemberStatus,
    incarnation: Number(incarnation),
    why,
    by: by === '' ? null : by,
  }
}
