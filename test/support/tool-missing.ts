/** Whether a test that needs a system tool can run here. In CI a tool must be there; what the machine forbids, it forbids. */
import { thisMachine } from '../../harness/doctor/examine.ts'
import { TOOLS } from '../../harness/tools/registry.ts'
import type { ToolName } from '../../harness/tools/tool.ts'

/** Why it cannot, and what to do about it; false when it can, or must. */
export async function toolMissing(name: ToolName): Promise<string | false> {
  const available = await TOOLS[name].availability(thisMachine())
  if (available.ok) return false
  const isInstalled = (await thisMachine().run(name, ['--version'])) !== undefined
  if (!isInstalled && process.env['CI'] !== undefined) return false
  return `${available.reason}: ${available.advice}`
}
