/** The RTTs of a recorded run, from its spans, or where there are none from what its agents wrote. */
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ATTRIBUTES, SPAN_NAMES } from '../../agent/index.ts'
import { parseAgentLine } from '../cluster/agent-event.ts'
import { plainAttributes, spansOf } from '../receiver/otlp.ts'
import { ReportedRtts } from './reported-rtts.ts'

/** `tracesFolder`: of the run. A line that cannot be read tells nothing. */
export async function readRunRtts(tracesFolder: string): Promise<ReportedRtts> {
  const rtts = new ReportedRtts()
  await eachLine(join(tracesFolder, 'spans.jsonl'), (line) => takeSpans(rtts, line))
  if (rtts.size === 0) {
    await eachLine(join(tracesFolder, 'events.jsonl'), (line) => takeEvent(rtts, line))
  }
  return rtts
}

async function eachLine(path: string, take: (line: string) => void): Promise<void> {
  if (!existsSync(path)) return
  for await (const line of createInterface({ input: createReadStream(path) })) take(line)
}

function takeSpans(rtts: ReportedRtts, line: string): void {
  // Most lines are metrics of other spans; only whole JSON is read further.
  if (!line.includes(ATTRIBUTES.sequence)) return
  for (const span of spansOf(parsed(line)) ?? []) {
    if (span.name !== SPAN_NAMES.probe) continue
    const attributes = plainAttributes(span.attributes)
    const agent = attributes[ATTRIBUTES.agent]
    const host = String(attributes[ATTRIBUTES.peerAddress])
    const port = attributes[ATTRIBUTES.peerPort]
    const sequence = attributes[ATTRIBUTES.sequence]
    const rttS = attributes[ATTRIBUTES.rtt]
    if (typeof sequence !== 'number' || typeof rttS !== 'number') continue
    const peer = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
    rtts.add(String(agent), peer, sequence, Math.round(rttS * 1e9))
  }
}

function takeEvent(rtts: ReportedRtts, line: string): void {
  if (!line.includes('"arrivals"')) return
  const told = parsed(line) as { readonly line?: unknown }
  const event = parseAgentLine(JSON.stringify(told.line ?? null))
  if (event.ok) rtts.take(event.event)
}

function parsed(line: string): object {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
