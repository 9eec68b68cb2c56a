/**
 * What all commands share: with --json, stdout holds the returned record and nothing else, and a
 * failure is `{"error": {message, suggestion, exitCode}}` there.
 */
import { Command } from '@oclif/core'
import { describeFailure, isOrderlyExit } from './failure.ts'

export abstract class BaseCommand extends Command {
  protected override async catch(error: Error): Promise<void> {
    if (isOrderlyExit(error) || !this.jsonEnabled()) throw error
    const { message, suggestion, exitCode } = describeFailure(error)
    process.exitCode = exitCode
    this.logJson({ error: { message, suggestion: suggestion ?? null, exitCode } })
  }

  protected override logJson(value: unknown): void {
    process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
  }
}
