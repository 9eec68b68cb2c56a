/** The commands and flags that users and scripts rely on, as plain data. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Config, settings } from '@oclif/core'

type Manifest = { readonly name: string; readonly oclif: object }

type CommandSurface = {
  readonly args: readonly string[]
  /** `-n --nodes`, with what it takes: `=number`, or one of the choices. */
  readonly flags: readonly string[]
}

export async function commandSurface(): Promise<Record<string, CommandSurface>> {
  settings.enableAutoTranspile = false
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const manifest = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as Manifest
  const pjson = {
    ...manifest,
    oclif: { ...manifest.oclif, commands: 'harness/commands' },
  }
  const config = await Config.load({ root, pjson } as unknown as Parameters<typeof Config.load>[0])
  return Object.fromEntries(
    config.commands
      .filter(({ pluginName }) => pluginName === manifest.name)
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .map(({ id, args, flags }) => [
        id,
        {
          args: Object.values(args).map((arg) => `${arg.name}${arg.multiple ? '...' : ''}`),
          flags: Object.values(flags).map((flag) => {
            const short = flag.char === undefined ? '' : `-${flag.char} `
            if (flag.type === 'boolean')
              return `${short}--${flag.allowNo ? '[no-]' : ''}${flag.name}`
            const takes = flag.options?.join('|') ?? flag.helpValue ?? 'text'
            return `${short}--${flag.name}=${takes}${flag.multiple ? '...' : ''}`
          }),
        },
      ]),
  )
}
