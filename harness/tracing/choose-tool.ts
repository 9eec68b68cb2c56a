/** Which tool watches, where a person leaves that to us: the one that disturbs least of those that work here. */
import type { Machine } from '../doctor/finding.ts'
import { ToolUnavailableError } from '../errors.ts'
import { TOOLS } from '../tools/registry.ts'
import type { Tool, ToolName } from '../tools/tool.ts'

export type ToolChoice = ToolName | 'auto'

/** What it costs the process that is watched, least first. */
const BY_COST: readonly ToolName[] = ['bpftrace', 'perf', 'strace']

export type ChosenTool = {
  readonly tool: Tool
  readonly version: string
  /** In words; undefined when it is what was asked for. */
  readonly why: string | undefined
}

export async function chooseTool(choice: ToolChoice, machine: Machine): Promise<ChosenTool> {
  if (choice !== 'auto') {
    const tool = TOOLS[choice]
    const available = await tool.availability(machine)
    if (available.ok) return { tool, version: available.version, why: undefined }
    throw new ToolUnavailableError(available.reason, { suggestion: available.advice })
  }
  const refused: { readonly reason: string; readonly advice: string }[] = []
  for (const name of BY_COST) {
    const tool = TOOLS[name]
    const available = await tool.availability(machine)
    if (available.ok) {
      const why = `${WHY[name]}${refused.map(({ reason }) => `; ${reason}`).join('')}`
      return { tool, version: available.version, why }
    }
    refused.push(available)
  }
  const reasons = refused.map(({ reason }) => reason).join('; ')
  const advice = refused.map((one) => one.advice).join(' Or: ')
  throw new ToolUnavailableError(`no tool can watch system calls here: ${reasons}`, {
    suggestion: advice,
  })
}

const WHY: Readonly<Record<ToolName, string>> = {
  bpftrace: 'it disturbs the process least',
  perf: 'it disturbs the process less than strace, but shows no datagrams',
  strace: 'it works everywhere, but stops the process twice for every call',
}
