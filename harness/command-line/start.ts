/**
 * Starts the command line: answers `--version` at once, hands everything else to oclif, and turns
 * whatever goes wrong into one message with a suggestion. oclif is loaded only when it is needed,
 * and told to use the command folder beside this file, be it source or compiled.
 */
import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

type Manifest = {
  readonly name: string
  readonly version: string
  readonly oclif: Record<string, unknown>
}

export async function start(): Promise<void> {
  // Nobody may be reading what we say; what is measured must not depend on it.
  process.stderr.on('error', () => {})
  const argv = process.argv.slice(2)
  const manifestPath = findPackageJSON(import.meta.url) ?? 'package.json'
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest
  if (argv[0] === '--version' || argv[0] === '-v') {
    const { platform, arch, version } = process
    process.stdout.write(`swimbench/${manifest.version} ${platform}-${arch} node-${version}\n`)
    return
  }
  await runWithOclif(argv, dirname(manifestPath), manifest)
}

async function runWithOclif(argv: string[], root: string, manifest: Manifest): Promise<void> {
  // oclif reads the width when it is loaded, and knows only a variable of its own.
  process.env['OCLIF_COLUMNS'] ??= process.env['COLUMNS'] ?? ''
  const { Config, flush, run, settings } = await import('@oclif/core')
  // oclif would map dist/ back to source with ts-node; Node runs our source itself.
  settings.enableAutoTranspile = false
  const oclif = {
    ...manifest.oclif,
    commands: relative(root, fileURLToPath(new URL('../commands', import.meta.url))),
    // Flags stand in help in the order they are written: what is used most comes first.
    helpOptions: { flagSortOrder: 'none', hideCommandSummaryInDescription: true },
  }
  const pjson = { ...manifest, oclif } as unknown as NonNullable<
    Parameters<typeof Config.load>[0] & { pjson?: unknown }
  >['pjson']
  const config = await Config.load({ root, pjson } as Parameters<typeof Config.load>[0])
  try {
    await run(argv, config)
    await flush()
  } catch (error) {
    await reportFailure(error, argv, config.commandIDs)
  }
}

async function reportFailure(
  error: unknown,
  argv: readonly string[],
  commands: readonly string[],
): Promise<void> {
  const { describeFailure, isOrderlyExit } = await import('./failure.ts')
  const { printFailure } = await import('./print-failure.ts')
  const failure = describeFailure(error, { argv, commands })
  process.exitCode = failure.exitCode
  if (!isOrderlyExit(error)) printFailure(failure, error)
}
