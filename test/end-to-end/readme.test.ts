/** What README shows is what happens: its first command is run again, its other commands exist. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { cli } from '../support/cli.ts'
import { commandSurface } from '../support/command-surface.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ROOT = new URL('../../', import.meta.url)
const README = await readFile(new URL('README.md', ROOT), 'utf8')

/** The commands of README's shell blocks, without what follows a `#`. */
const COMMANDS = [...README.matchAll(/^npx swimbench (.*)$/gm)].map(([, line = '']) =>
  line.replace(/\s+#.*$/, '').split(/\s+/),
)

describe('README', () => {
  test('shows the output that its first command has', async () => {
    await using folder = await temporaryFolder()
    const [, shown = ''] = /```text\n([\s\S]*?)```/.exec(README) ?? []
    const [, command = ''] = /npx swimbench (run [^\n]*)/.exec(README) ?? []
    // Free ports and a folder of its own: the machine that tests may have others running.
    const args = [...command.split(' '), '--base-port', '0', '--out', folder.path]
    const { code, stdout, stderr } = await cli(args, { environment: { COLUMNS: '80' } })
    assert.equal(code, 0, stderr)
    assert.deepEqual(shapeOf(stdout), shapeOf(shown))
  })

  for (const [name = '', ...args] of COMMANDS) {
    test(`names a command that exists: ${[name, ...args].join(' ')}`, async () => {
      const { flags } = (await commandSurface())[name] ?? assert.fail(`no command ${name}`)
      for (const arg of args.filter((one) => one.startsWith('--'))) {
        const isKnown = flags.some((flag) => flag.replace('[no-]', '').split(/[ =]/).includes(arg))
        assert.ok(isKnown, `${name} has no ${arg}`)
      }
    })
  }

  test('names files that exist', async () => {
    for (const [, path = ''] of README.matchAll(/\]\(([\w/.-]+)\)/g)) {
      await readFile(new URL(path, ROOT))
    }
  })
})

/** The report's sections and the labels of its rows, in order, without figures, sentences and warnings. */
function shapeOf(report: string): string[] {
  const [measured = ''] = report.split(/^Warnings$/m)
  const lines = measured.split('\n').slice(3)
  // A heading begins the line; a row is set in by two and has its figures at a distance.
  return lines.flatMap((line) => {
    const [, heading, row] = /^(?:(\S.*)| {2}(\S.*?) {2,}\S.*)$/.exec(line) ?? []
    const label = heading ?? row
    return label === undefined ? [] : [label.replace(/[\d.]+/g, '#')]
  })
}
