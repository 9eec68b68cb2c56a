/** One agent changing its mind about a member, as a line. */
import type { AgentEvent } from '../../agent/index.ts'
import type { Paint, PaintFormat } from './paint.ts'

type MemberLine = Extract<AgentEvent, { event: 'member' }>

const STATE_FORMATS: Record<MemberLine['state'], PaintFormat> = {
  alive: 'green',
  suspect: 'yellow',
  dead: 'red',
  left: 'cyan',
  reaped: 'dim',
}

/** `127.0.0.1:9001 is suspect (gossip, by 127.0.0.1:9003)`: the change, and what brought it about. */
export function memberChange(line: MemberLine, paint: Paint): string {
  const { agent, peer, state, why, by, incarnation } = line
  const reasons = [
    why === state ? '' : why.replace('-', ' '),
    by === undefined || by === agent ? '' : `by ${by}`,
    incarnation === 0 ? '' : `incarnation ${incarnation}`,
  ].filter((reason) => reason !== '')
  const told = reasons.length === 0 ? '' : ` ${paint('dim', `(${reasons.join(', ')})`)}`
  return `${peer} is ${paint(STATE_FORMATS[state], state)}${told}`
}

/** Local time of day. */
export function clockTime(at: Date = new Date()): string {
  return at.toTimeString().slice(0, 8)
}
