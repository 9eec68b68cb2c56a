/** What a tool that watched a run's agents left among its captures. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RunRecord, SyscallView } from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import { TOOLS } from '../tools/registry.ts'
import { analyzeFiles } from './analyze-files.ts'
import { readRunRtts } from './run-rtts.ts'

/** Undefined where no tool watched, or nothing came of it: then the run's warnings say why. */
export async function viewOfRunCapture(
  tracesFolder: string,
  { id, environment }: RunRecord,
): Promise<SyscallView | undefined> {
  const tool = Object.values(TOOLS).find(({ captureName }) =>
    existsSync(join(tracesFolder, captureName)),
  )
  if (tool === undefined) return undefined
  const rtts = await readRunRtts(tracesFolder)
  try {
    // Agents of a run call their cluster after it.
    const options = { clusters: [id], rtts }
    const analyzed = await analyzeFiles([join(tracesFolder, tool.captureName)], options)
    return {
      title: `System calls of run ${id}`,
      about: `All agents together, as ${tool.name} ${environment.tools[tool.name] ?? ''} saw them`,
      cost: null,
      facts: [],
      ...analyzed,
    }
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}
