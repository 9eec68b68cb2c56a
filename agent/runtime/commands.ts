/** Lines of stdin to commands. What is no command comes back as a problem, in words. */

import type { AgentCommand } from '../contract.ts'
import { METADATA_BYTES_MAX } from '../protocol/message.ts'
import { metadataBytes } from '../protocol/metadata.ts'

export type ParsedCommand =
  | { readonly ok: true; readonly command: AgentCommand }
  | { readonly ok: false; readonly problem: string }

export function parseCommand(line: string): ParsedCommand {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return problem(
      `a command is one JSON object per line, not ${JSON.stringify(line.slice(0, 80))}`,
    )
  }
  if (typeof value !== 'object' || value === null) return problem('a command is a JSON object')
  const { command, agent, metadata } = value as Record<string, unknown>
  if (agent !== undefined && typeof agent !== 'string') return problem('agent must be an address')
  const named = agent === undefined ? {} : { agent }
  switch (command) {
    case 'leave':
      return { ok: true, command: { command, ...named } }
    case 'shutdown':
    case 'report':
      return { ok: true, command: { command } }
    case 'set-metadata':
      if (typeof metadata !== 'string') return problem('set-metadata needs metadata, a string')
      if (metadataBytes(metadata) > METADATA_BYTES_MAX) {
        return problem(`metadata is at most ${METADATA_BYTES_MAX} bytes`)
      }
      return { ok: true, command: { command, metadata, ...named } }
    default: {
      const known = 'leave, shutdown, set-metadata, report'
      return problem(`unknown command ${JSON.stringify(command)}; there are ${known}`)
    }
  }
}

function problem(text: string): ParsedCommand {
  return { ok: false, problem: text }
}
