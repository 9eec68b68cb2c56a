/** Whether a test that needs perf can run here. In CI perf must be there; what the machine forbids, it forbids. */
import { thisMachine } from '../../harness/doctor/examine.ts'
import { perfAvailability } from '../../harness/tools/perf.ts'

/** Why it cannot, and what to do about it; false when it can, or must. */
export async function perfMissing(): Promise<string | false> {
  const available = await perfAvailability(thisMachine())
  if (available.ok) return false
  const isInstalled = (await thisMachine().run('perf', ['--version'])) !== undefined
  if (!isInstalled && process.env['CI'] !== undefined) return false
  return `${available.reason}: ${available.advice}`
}
