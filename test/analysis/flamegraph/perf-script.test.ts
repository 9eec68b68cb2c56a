import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { foldedStacks } from '../../../analysis/flamegraph/folded.ts'
import { PerfScriptParser, parsePerfScript } from '../../../analysis/flamegraph/perf-script.ts'
import type { Profile } from '../../../analysis/flamegraph/profile.ts'

const NODE = '(/srv/node_modules/node/bin/node)'
const KERNEL = '([kernel.kallsyms])'
const MAP = '(/tmp/perf-7.map)'
const SCRIPT = 'file:///srv/agent'

/** As perf 6.1 printed it, addresses and paths apart. */
const ON_CPU = `protocol 7/8 22758.241396:    1003009 cpu-clock:ppp:${' '}
\t         16949c4 Builtins_DefineKeyedOwnIC ${NODE}
\t    7f8ee01a9d8e JS:+'openHeader ${SCRIPT}/wire/codec.ts:109:27 ${MAP}
\t         16949c4 Builtins_LdaImmutableCurrentContextSlotHandler ${NODE}
\t    7f8ee020076f JS:~datagram ${SCRIPT}/runtime/agent-host.ts:87:17 ${MAP}
\t         16949c4 Builtins_InterpreterEntryTrampoline ${NODE}
\t         16949c4 Builtins_JSEntryTrampoline ${NODE}
\t         16949c4 Builtins_JSEntry ${NODE}
\t         16949c4 v8::internal::(anonymous namespace)::Invoke ${NODE}
\t           891f5 start_thread (/usr/lib/x86_64-linux-gnu/libc.so.6)
\tffffffffffffffff [unknown] ([unknown])

protocol 7/8 22758.242396:    1003009 cpu-clock:ppp:${' '}
\t    7f8ee01a9d8e JS:*openHeader ${SCRIPT}/wire/codec.ts:109:27 ${MAP}
\t    7f8ee020076f JS:^datagram ${SCRIPT}/runtime/agent-host.ts:87:17 ${MAP}
\t         16949c4 v8::internal::(anonymous namespace)::Invoke ${NODE}
\t           891f5 start_thread (/usr/lib/x86_64-linux-gnu/libc.so.6)

MainThread 7/7 22758.243396:    1003009 cpu-clock:ppp:${' '}
\tffffffff813a4413 finish_task_switch.isra.0 ${KERNEL}
\tffffffff821ef691 do_syscall_64 ${KERNEL}
\tffffffff81000130 entry_SYSCALL_64_after_hwframe ${KERNEL}
\t          108d6d epoll_pwait (/usr/lib/x86_64-linux-gnu/libc.so.6)
\t          108d6d [unknown] (/srv/node_modules/@koromix/koffi-linux-x64/koffi.node)
\t          108d6e [unknown] (/srv/node_modules/@koromix/koffi-linux-x64/koffi.node)

`

const OFF_CPU = `protocol 7/8 100.000000: sched:sched_switch: prev_comm=protocol prev_pid=8 prev_prio=120 prev_state=S ==> next_comm=swapper/0 next_pid=0 next_prio=120
\tffffffff821facd8 __schedule ${KERNEL}
\tffffffff81732438 do_epoll_wait ${KERNEL}
\t          108d6d epoll_pwait2 (/usr/lib/libc.so.6)

protocol 7/8 100.000001: PERF_RECORD_SWITCH OUT${'         '}
protocol 7/8 100.040000: PERF_RECORD_SWITCH IN${'          '}
protocol 7/8 100.050000: sched:sched_switch: prev_comm=protocol prev_pid=8 prev_prio=120 prev_state=R+ ==> next_comm=node next_pid=7 next_prio=120
\tffffffff821facd8 schedule ${KERNEL}
\t    7f8ee01a9d8e JS:*handle ${SCRIPT}/protocol/swim.ts:20:1 ${MAP}

protocol 7/8 100.050001: PERF_RECORD_SWITCH OUT preempt
protocol 7/8 100.052000: PERF_RECORD_SWITCH IN${'          '}
worker 7/9 100.055000: sched:sched_switch: prev_comm=worker prev_pid=9 prev_prio=120 prev_state=D ==> next_comm=protocol next_pid=8 next_prio=120
\tffffffff821facd8 io_schedule ${KERNEL}

protocol 7/8 100.060000: PERF_RECORD_SWITCH OUT${'         '}
`

const parse = (text: string): Profile[] => parsePerfScript(text, { title: 'perf' })
const only = (text: string): Profile => {
  const [profile, ...more] = parse(text)
  assert.ok(profile !== undefined && more.length === 0)
  return profile
}

describe('samples of perf', () => {
  test('show JavaScript by its functions, without how V8 gets there', () => {
    assert.deepEqual(foldedStacks(only(ON_CPU)).split('\n'), [
      'protocol-8;start_thread (libc.so.6);v8::internal::Invoke (node);datagram (agent/runtime/agent-host.ts:87);openHeader (agent/wire/codec.ts:109) 1',
      'protocol-8;start_thread (libc.so.6);v8::internal::Invoke (node);datagram (agent/runtime/agent-host.ts:87);openHeader (agent/wire/codec.ts:109);Builtins_DefineKeyedOwnIC (node) 1',
      'MainThread-7;[unknown] (koffi.node);epoll_pwait (libc.so.6);finish_task_switch ([kernel]) 1',
      '',
    ])
  })

  test('weigh seconds, and cover the time from the first to the last', () => {
    const { kind, unit, durationS, threads } = only(ON_CPU)
    assert.deepEqual([kind, unit], ['on-cpu', 'seconds'])
    assert.ok(Math.abs((durationS ?? 0) - 0.002) < 1e-6)
    assert.deepEqual(threads[1]?.tree.self.at(-1), 0.001003009)
  })

  test('keep how V8 ran a function', () => {
    const tiers = Object.fromEntries(only(ON_CPU).frames.map(({ name, tiers }) => [name, tiers]))
    assert.deepEqual(tiers['openHeader'], { maglev: 1, turbofan: 1 })
    assert.deepEqual(tiers['datagram'], { interpreted: 1, baseline: 1 })
    assert.deepEqual(tiers['start_thread'], {})
  })

  test('of events that are no clock are counted, or weighed by the frequency', () => {
    const text = ON_CPU.replaceAll('cpu-clock:ppp', 'cycles:P')
    assert.equal(only(text).unit, 'samples')
    const [profile] = parsePerfScript(text, { title: '', frequencyHz: 100 })
    assert.equal(profile?.unit, 'seconds')
    assert.equal(profile?.threads[1]?.tree.self.at(-1), 0.01)
  })

  test('whose functions are interpreted without a name say so', () => {
    const profile = only(`node 7 1.0: 1 cpu-clock:
\t 16949c4 Builtins_LdaNamedPropertyHandler ${NODE}
\t 16949c4 Builtins_InterpreterEntryTrampoline ${NODE}
\t 16949c4 main ${NODE}
`)
    assert.equal(foldedStacks(profile), 'node-7;main (node);(interpreter) 1\n')
    assert.equal(profile.frames.at(-1)?.layer, 'v8')
  })

  test('are understood in perf’s other shapes', () => {
    const heads = [
      'my thread  7/8 [001] 1.500000:    250000 task-clock:u: ',
      'my thread     8 [001]     1.500000:    250000 task-clock:u:',
      '       my thread     8     1.500000: task-clock: ',
    ]
    for (const head of heads) {
      const { threads, frames } = only(`${head}\n\t  400 main+0x12 (/opt/a b (x)/bin (deleted))\n`)
      assert.deepEqual([threads[0]?.name, threads[0]?.tid], ['my thread', 8], head)
      assert.deepEqual([frames[0]?.name, frames[0]?.file], ['main', 'bin'], head)
    }
  })

  test('of a kernel that hides its symbols are still the kernel’s', () => {
    const { frames } = only('a 1 1.0: 5 cpu-clock: \n\tffffffff81000130 [unknown] ([unknown])\n')
    assert.deepEqual(
      frames.map(({ name, layer }) => [name, layer]),
      [['[kernel]', 'kernel']],
    )
  })
})

describe('context switches', () => {
  const off = only(OFF_CPU)

  test('say how long a thread was off the CPU, and in which stack', () => {
    assert.equal(off.kind, 'off-cpu')
    assert.deepEqual(foldedStacks(off).split('\n').filter(Boolean), [
      'protocol-8;epoll_pwait2 (libc.so.6);do_epoll_wait ([kernel]);__schedule ([kernel]) 40000',
      'protocol-8;handle (agent/protocol/swim.ts:20);schedule ([kernel]);(preempted) ([kernel]) 2000',
      'worker-9;io_schedule ([kernel]) 5000',
    ])
  })

  test('tell waiting for work from being held up', () => {
    const waiting = off.frames.filter(({ isWaiting }) => isWaiting).map(({ name }) => name)
    assert.deepEqual(waiting, ['do_epoll_wait'])
  })

  test('whose ends were not recorded are said to be bounds', () => {
    const { problems } = only(OFF_CPU.replaceAll(/^.*PERF_RECORD_SWITCH.*\n/gm, ''))
    assert.deepEqual(
      problems.map(({ count }) => count),
      [1],
    )
  })

  test('and samples in one capture are two profiles of the same threads', () => {
    const [on, other] = parse(ON_CPU + OFF_CPU)
    assert.deepEqual([on?.kind, other?.kind], ['on-cpu', 'off-cpu'])
  })
})

describe('the text of perf script', () => {
  test('reads the same in whatever pieces it comes', () => {
    const whole = parse(ON_CPU + OFF_CPU)
    fc.assert(
      fc.property(fc.array(fc.nat(400)), (sizes) => {
        const parser = new PerfScriptParser({ title: 'perf' })
        let rest = ON_CPU + OFF_CPU
        for (const size of sizes) {
          parser.push(rest.slice(0, size))
          rest = rest.slice(size)
        }
        parser.push(rest)
        assert.deepEqual(parser.end(), whole)
      }),
    )
  })

  test('may be anything: what is no sample is counted', () => {
    const { problems, threads } = only('# captured on: x\nnonsense\n\t 12 f (x)\n')
    assert.deepEqual(problems, [{ what: 'lines that are no part of a sample', count: 2 }])
    assert.deepEqual(threads, [])
    assert.deepEqual(
      parse('').map(({ kind }) => kind),
      ['on-cpu'],
    )
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (text) => void parse(text)))
    const cut = fc.tuple(fc.nat(ON_CPU.length), fc.nat(80), fc.string())
    fc.assert(
      fc.property(cut, ([at, length, put]) => {
        parse(ON_CPU.slice(0, at) + put + ON_CPU.slice(at + length) + OFF_CPU)
      }),
    )
  })
})
