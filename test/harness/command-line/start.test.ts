import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { widthOf } from '../../../harness/terminal/text.ts'
import { cli } from '../../support/cli.ts'
import { commandSurface } from '../../support/command-surface.ts'

const manifest = JSON.parse(
  await readFile(new URL('../../../package.json', import.meta.url), 'utf8'),
) as { version: string }
const COMMANDS = ['agent', 'cluster', 'doctor', 'floor', 'report', 'run', 'runs', 'visualize']
const ESCAPE = '\u001b'

describe('the command line', () => {
  test('tells its version', async () => {
    for (const flag of ['--version', '-v']) {
      const { code, stdout, stderr } = await cli([flag])
      assert.equal(code, 0)
      assert.equal(stderr, '')
      assert.equal(
        stdout,
        `swimbench/${manifest.version} ${process.platform}-${process.arch} node-${process.version}\n`,
      )
    }
  })

  test('lists its commands when it is called without any', async () => {
    const { code, stdout } = await cli([])
    assert.equal(code, 0)
    for (const command of COMMANDS) assert.match(stdout, new RegExp(`^ +${command} +[A-Z]`, 'm'))
  })

  for (const command of COMMANDS) {
    test(`explains ${command}, with examples, in 60 columns`, async () => {
      const { code, stdout, stderr } = await cli([command, '--help'], {
        environment: { COLUMNS: '60' },
      })
      assert.equal(code, 0, stderr)
      assert.match(stdout, /^USAGE$/m)
      assert.match(stdout, new RegExp(`^EXAMPLES$[\\s\\S]*swimbench ${command}`, 'm'))
      assert.ok(!stdout.includes(ESCAPE))
      // The first line and the examples are not broken, so that they can be copied.
      const [help = ''] = stdout.split('EXAMPLES')
      for (const line of help.split('\n').slice(1)) assert.ok(widthOf(line) <= 60, line)
    })
  }

  test('offers what it has always offered: change test/fixtures/commands.json on purpose', async () => {
    const fixture = new URL('../../fixtures/commands.json', import.meta.url)
    assert.deepEqual(await commandSurface(), JSON.parse(await readFile(fixture, 'utf8')))
  })

  const misuses: readonly (readonly [string[], RegExp])[] = [
    [['rnu'], /unknown command rnu\n {2}Did you mean swimbench run\?/],
    [['run', '--duraton', '3s'], /unknown flag --duraton\n {2}Did you mean --duration\?/],
    [['run', '--duration', '5'], /--duration: 5 has no unit: write 5s or 5ms/],
    [['run', '--scenario', 'crush'], /Known: steady, crash\. Did you mean crash\?/],
    [['run', '--preset', 'lann'], /Known: default, lan, wan, local, swim\. Did you mean lan\?/],
    [['run', '--probe-timeout', '2s'], /--probe-timeout \(2s\) must be below --probe-interval/],
    [['run', 'everything'], /unexpected argument everything/],
    [['report'], /Missing 1 required arg/],
    [['agent', '--bind', 'nowhere'], /--bind nowhere is no address/],
  ]
  for (const [args, message] of misuses) {
    test(`refuses ${args.join(' ')} with a way out and exit code 2`, async () => {
      const { code, stdout, stderr } = await cli(args)
      assert.equal(code, 2)
      assert.equal(stdout, '')
      assert.match(stderr, message)
      assert.doesNotMatch(stderr, /^\s+at /m)
    })
  }

  test('tells a failure as JSON on stdout when JSON was asked for', async () => {
    const { code, stdout, stderr } = await cli(['run', '--duraton', '3s', '--json'])
    assert.equal(code, 2)
    assert.equal(stderr, '')
    assert.deepEqual(JSON.parse(stdout), {
      error: {
        message: 'unknown flag --duraton',
        suggestion: 'Did you mean --duration?',
        exitCode: 2,
      },
    })
  })

  test('is in colour only where it was asked for or somebody sees it', async () => {
    const args = ['run', '--nonsense']
    const asked = await cli(args, { environment: { FORCE_COLOR: '1' } })
    assert.ok(asked.stderr.includes(ESCAPE))
    for (const environment of [{}, { NO_COLOR: '1' }]) {
      const { stderr } = await cli(args, { environment })
      assert.ok(!stderr.includes(ESCAPE))
    }
  })

  test('breaks its errors to the width of the terminal', async () => {
    const { stderr } = await cli(['run', '--probe-timeout', '2s'], {
      environment: { COLUMNS: '40' },
    })
    assert.ok(stderr.split('\n').length > 5)
    for (const line of stderr.split('\n')) assert.ok(line.length <= 40, line)
  })

  test('shows where an error comes from when DEBUG asks for it', async () => {
    const { stderr } = await cli(['agent', '--bind', 'nowhere'], { environment: { DEBUG: '1' } })
    assert.match(stderr, /^\s+at .*show-agent/m)
  })
})
