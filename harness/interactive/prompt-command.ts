/** The language of the cluster prompt: one line is one command. Typing mistakes are values. */
import { closest } from '../command-line/closest.ts'
import { parseDuration } from '../flags/duration.ts'

export type PromptCommand =
  | { readonly kind: 'status' | 'join' | 'help' | 'quit' | 'nothing' }
  | {
      readonly kind: 'kill' | 'restart' | 'pause' | 'resume' | 'leave'
      readonly agent: number
    }
  | { readonly kind: 'wait'; readonly durationMs: number }

export type ParsedPrompt =
  | { readonly ok: true; readonly command: PromptCommand }
  | { readonly ok: false; readonly problem: string }

type Entry = {
  readonly kind: Exclude<PromptCommand['kind'], 'nothing'>
  readonly takes: 'nothing' | 'agent' | 'duration'
  readonly summary: string
}

export const PROMPT_COMMANDS: readonly Entry[] = [
  { kind: 'status', takes: 'nothing', summary: 'who runs, and who sees whom' },
  { kind: 'kill', takes: 'agent', summary: 'crash an agent (SIGKILL)' },
  { kind: 'restart', takes: 'agent', summary: 'start an agent that is gone again, on its address' },
  { kind: 'pause', takes: 'agent', summary: 'stop an agent without ending it (SIGSTOP)' },
  { kind: 'resume', takes: 'agent', summary: 'let a paused agent go on (SIGCONT)' },
  { kind: 'leave', takes: 'agent', summary: 'let an agent say goodbye and end' },
  { kind: 'join', takes: 'nothing', summary: 'start one more agent' },
  { kind: 'wait', takes: 'duration', summary: 'do nothing for a while, for scripts' },
  { kind: 'help', takes: 'nothing', summary: 'this list' },
  { kind: 'quit', takes: 'nothing', summary: 'end all agents and leave (or Ctrl-D)' },
]

const ARGUMENTS: Record<Entry['takes'], { readonly name: string; readonly example: string }> = {
  nothing: { name: '', example: '' },
  agent: { name: ' AGENT', example: ' 1' },
  duration: { name: ' DURATION', example: ' 2s' },
}

/** Empty lines and those that begin with `#` do nothing. */
export function parsePromptLine(line: string): ParsedPrompt {
  const [word = '', argument, ...rest] = line.trim().split(/\s+/)
  if (word === '' || word.startsWith('#')) return { ok: true, command: { kind: 'nothing' } }
  const entry = PROMPT_COMMANDS.find(({ kind }) => kind === word)
  if (entry === undefined) return { ok: false, problem: unknown(word) }
  const { kind, takes } = entry
  const usage = `write it as ${kind}${ARGUMENTS[takes].example}`
  if (rest.length > 0 || (takes === 'nothing' && argument !== undefined)) {
    return { ok: false, problem: `too many words: ${usage}` }
  }
  switch (kind) {
    case 'status':
    case 'join':
    case 'help':
    case 'quit':
      return { ok: true, command: { kind } }
    case 'wait': {
      const parsed = parseDuration(argument ?? '')
      if (!parsed.ok) return { ok: false, problem: `${parsed.problem}; ${usage}` }
      return { ok: true, command: { kind, durationMs: parsed.ms } }
    }
    case 'kill':
    case 'restart':
    case 'pause':
    case 'resume':
    case 'leave':
      if (argument === undefined || !/^\d+$/.test(argument)) {
        return { ok: false, problem: `${kind} takes an agent's number: ${usage}` }
      }
      return { ok: true, command: { kind, agent: Number(argument) } }
  }
}

/** What the tab key offers, in readline's form: the candidates, and the text they complete. */
export function completePrompt(line: string, agents: readonly number[]): [string[], string] {
  const words = line.trimStart().split(/\s+/)
  const [word = '', typed = ''] = words
  if (words.length === 1) {
    const starting = PROMPT_COMMANDS.filter(({ kind }) => kind.startsWith(word))
    return [starting.map(({ kind, takes }) => (takes === 'nothing' ? kind : `${kind} `)), word]
  }
  const entry = PROMPT_COMMANDS.find(({ kind }) => kind === word)
  if (words.length > 2 || entry?.takes !== 'agent') return [[], typed]
  return [agents.map(String).filter((agent) => agent.startsWith(typed)), typed]
}

export function promptHelp(): string[] {
  const lefts = PROMPT_COMMANDS.map(({ kind, takes }) => kind + ARGUMENTS[takes].name)
  const width = Math.max(...lefts.map((left) => left.length))
  return PROMPT_COMMANDS.map(({ summary }, index) => `  ${lefts[index]?.padEnd(width)}  ${summary}`)
}

function unknown(word: string): string {
  const near = closest(
    word,
    PROMPT_COMMANDS.map(({ kind }) => kind),
  )
  return `there is no ${word}; ${near === undefined ? 'help lists what there is' : `did you mean ${near}?`}`
}
