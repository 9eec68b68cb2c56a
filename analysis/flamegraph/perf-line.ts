/** Single lines of `perf script`: an event's head, and a frame of the stack below it. */

export type PerfHead = {
  readonly comm: string
  readonly tid: number
  readonly timeS: number
  /** Events since the last sample; nanoseconds for the clocks. */
  readonly period: number | undefined
  /** `cpu-clock:ppp`, `sched:sched_switch`, `PERF_RECORD_SWITCH IN`. */
  readonly event: string
  /** What a tracepoint tells: `prev_comm=… ==> next_comm=…`. */
  readonly detail: string
}

/** What follows is of no use, and must not keep the expression busy. */
const HEAD_CHARACTERS_MAX = 2048

const HEAD =
  /^(.{0,40}?) +(\d+)(?:\/(-?\d+))? +(?:\[\d+\] +)?(\d+\.\d+): +(?:(\d+) +)?(?:(PERF_RECORD_\w+(?: (?:IN|OUT)\b)?)|([^\s]+):(?= |$))(.*)$/

/** `node  4711/4712 [001] 22758.190611:    1003009 cpu-clock:ppp: `; the first number may be absent. */
export function perfHead(line: string): PerfHead | undefined {
  const found = HEAD.exec(` ${line.trimStart().slice(0, HEAD_CHARACTERS_MAX)}`)
  if (found === null) return undefined
  const [, comm = '', first, second, time, period, recorded, event, detail = ''] = found
  return {
    comm: comm.trim(),
    tid: Number(second ?? first),
    timeS: Number(time),
    period: period === undefined ? undefined : Number(period),
    event: recorded ?? event ?? '',
    detail: detail.trim(),
  }
}

export type PerfFrame = {
  readonly symbol: string
  readonly object: string
  readonly isHigh: boolean
}

/** `⇥ 108d6d epoll_pwait2+0x4d (/usr/lib/libc.so.6)`; both names may hold blanks and parentheses. */
export function perfFrame(line: string): PerfFrame | undefined {
  const found = /^\s+([0-9a-f]+) (.*)$/.exec(line)
  if (found === null) return undefined
  const [, address = '', rest = ''] = found
  // The upper half of the address space is the kernel's, even where its symbols are hidden.
  const isHigh = address.length === 16 && /^[89a-f]/.test(address)
  const body = rest.trim()
  const open = body.endsWith(')') ? objectStart(body) : -1
  const symbol = open < 0 ? body : body.slice(0, Math.max(0, open - 1))
  const object = open < 0 ? '' : body.slice(open + 1, -1)
  return { symbol: symbol.replace(/\+0x[0-9a-f]+$/, ''), object, isHigh }
}

/** Where the last parenthesis with a path or a `[name]` opens, or the last one at all. */
function objectStart(body: string): number {
  const start = Math.max(body.lastIndexOf(' (/'), body.lastIndexOf(' (['))
  if (start >= 0) return start + 1
  return /^\([/[]/.test(body) ? 0 : body.lastIndexOf('(')
}
