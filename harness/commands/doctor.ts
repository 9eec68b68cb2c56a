/** `swimbench doctor`: what this machine can do. */
import { BaseCommand } from '../command-line/base-command.ts'
import type { Finding } from '../doctor/finding.ts'

export default class Doctor extends BaseCommand {
  static override summary = 'Say what this machine can measure, what is missing, and how to get it.'
  static override description =
    'Exits with 1 only when something is missing that every run needs; tools that only some captures need are told of, and that is all.'
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --json']
  static override enableJsonFlag = true

  override async run(): Promise<{ readonly ok: boolean; readonly findings: readonly Finding[] }> {
    await this.parse(Doctor)
    const { canRun, examine } = await import('../doctor/examine.ts')
    const { doctorReport } = await import('../terminal/doctor-report.ts')
    const { columnsOf, paintFor } = await import('../terminal/paint.ts')
    const findings = await examine()
    const layout = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) }
    this.log(doctorReport(findings, layout))
    const ok = canRun(findings)
    if (!ok) process.exitCode = 1
    return { ok, findings }
  }
}
