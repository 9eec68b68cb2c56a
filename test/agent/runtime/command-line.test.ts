/** The command line of an agent process: what it means, and how it says what is wrong. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { configFrom, PRESETS } from '../../../agent/protocol/presets.ts'
import { parseCommandLine } from '../../../agent/runtime/command-line.ts'

function problemOf(...args: string[]): string {
  const parsed = parseCommandLine(args)
  return parsed.ok ? 'accepted' : parsed.problem
}

describe('the command line', () => {
  test('with one address is enough', () => {
    assert.deepEqual(parseCommandLine(['--bind', '127.0.0.1:0']), {
      ok: true,
      options: {
        agents: [{ host: '127.0.0.1', port: 0, advertise: undefined }],
        seeds: [],
        cluster: 'swimbench',
        config: PRESETS.default,
        metadata: undefined,
        seed: undefined,
        transport: 'auto',
        isRealtime: false,
        reportMs: 5000,
        isTelemetryOn: true,
        isOneThread: false,
      },
      isStdinIgnored: false,
    })
  })

  test('takes everything at once', () => {
    const config = configFrom('lan', { probeIntervalMs: 250 })
    const parsed = parseCommandLine([
      ...['--bind', '[::]:9000', '--advertise', '[2001:DB8::1]:9000'],
      ...['--join', '10.0.0.1:9000', '--join', '10.0.0.2:9000'],
      ...['--cluster', 'blue', '--seed', '9007199254740991', '--metadata', 'role=cache'],
      ...['--transport', 'ffi', '--realtime', '--report-ms', '250'],
      ...['--config', JSON.stringify(config), '--no-spans', '--ignore-stdin'],
    ])
    assert.deepEqual(parsed, {
      ok: true,
      options: {
        agents: [{ host: '::', port: 9000, advertise: '[2001:db8::1]:9000' }],
        seeds: ['10.0.0.1:9000', '10.0.0.2:9000'],
        cluster: 'blue',
        config,
        metadata: 'role=cache',
        seed: Number.MAX_SAFE_INTEGER,
        transport: 'ffi',
        isRealtime: true,
        reportMs: 250,
        isTelemetryOn: false,
        isOneThread: false,
      },
      isStdinIgnored: true,
    })
  })

  test('says what is wrong with it', () => {
    const bind = ['--bind', '127.0.0.1:0']
    const config = (changes: object) => [
      ...['--config', JSON.stringify({ ...PRESETS.default, ...changes })],
    ]
    const { nack: _, ...incomplete } = PRESETS.default
    const cases: [string[], RegExp][] = [
      [[], /--bind HOST:PORT is needed/],
      [['--bind', 'localhost:9000'], /localhost:9000 is no address/],
      [['--bind', '127.0.0.1'], /is no address/],
      [['--bind', '0.0.0.0:9000'], /add --advertise/],
      [[...bind, ...bind, '--advertise', '127.0.0.1:1'], /single --bind/],
      [[...bind, '--join', '127.0.0.1:0'], /needs a port/],
      [[...bind, '--seed', '-1'], /--seed|argument/],
      [[...bind, '--seed', '1.5'], /whole number/],
      [[...bind, '--metadata', 'x'.repeat(513)], /at most 512/],
      [[...bind, '--config', '{'], /no JSON/],
      [[...bind, '--config', JSON.stringify(incomplete)], /needs nack, a boolean/],
      [[...bind, ...config({ nacks: true })], /no knob nacks/],
      [[...bind, ...config({ probeIntervalMs: '1s' })], /needs probeIntervalMs, a number/],
      [[...bind, ...config({ probeTimeoutMs: 1000 })], /--config: .*probeTimeoutMs/],
      [[...bind, '--transport', 'quic'], /quic is none of auto, ffi, dgram/],
      [[...bind, '--realtime', '--transport', 'dgram'], /--realtime goes neither with/],
      [[...bind, '--realtime', '--one-thread'], /nor with --one-thread/],
      [[...bind, '--report-ms', '99'], /99 is not between 100 and 60000/],
      [[...bind, '--report-ms', 'often'], /often is not between/],
      [[...bind, '--verbose'], /--verbose/],
      [[...bind, 'word'], /word/],
    ]
    for (const [args, expected] of cases) assert.match(problemOf(...args), expected)
  })
})
