import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  located,
  nativeName,
  objectName,
  scriptSymbol,
  shortFile,
} from '../../../analysis/flamegraph/frame-name.ts'

describe('a file', () => {
  const names = {
    'file:///srv/swimbench/agent/protocol/swim.ts': 'agent/protocol/swim.ts',
    '/opt/lib/node_modules/swimbench/dist/agent/main.js':
      'node_modules/swimbench/dist/agent/main.js',
    '/srv/dist/agent/wire/codec.js': 'agent/wire/codec.js',
    '/srv/node_modules/a/node_modules/koffi/index.js': 'node_modules/koffi/index.js',
    'node:internal/timers': 'node:internal/timers',
    '/srv/user-agent/protocol.js': '/srv/user-agent/protocol.js',
    '': '',
  }
  for (const [given, short] of Object.entries(names)) {
    test(`${given || 'that is unknown'} is called ${short || 'nothing'}`, () => {
      assert.equal(shortFile(given), short)
    })
  }

  test('that was replaced while it ran is still called what it was', () => {
    assert.equal(objectName('/usr/lib/libc.so.6 (deleted)'), 'libc.so.6')
  })
})

describe('what V8 tells perf', () => {
  const symbols = {
    "JS:+'#turn file:///srv/agent/transport/linux/native-loop.ts:128:8": [
      '#turn',
      'agent/transport/linux/native-loop.ts',
      128,
      'maglev',
    ],
    'JS:+ file:///srv/agent/transport/linux/linux-transport.ts:53:46': [
      '(anonymous)',
      'agent/transport/linux/linux-transport.ts',
      53,
      'maglev',
    ],
    'LazyCompile:*handle /srv/agent/protocol/swim.ts:20': [
      'handle',
      'agent/protocol/swim.ts',
      20,
      'turbofan',
    ],
    'Function:~emit node:events:489:44': ['emit', 'node:events', 489, 'interpreted'],
    'JS:^get size /srv/my app/x.js:3:1': ['get size', '/srv/my app/x.js', 3, 'baseline'],
    'JS:~evalled': ['evalled', '', 0, 'interpreted'],
    'Script:~ [eval]:1:1': ['[eval]:1:1', '', 0, 'interpreted'],
    'RegExp:^a b$': ['RegExp: a b$', '', 0, 'baseline'],
  }
  for (const [symbol, [name, file, line, tier]] of Object.entries(symbols)) {
    test(`is understood: ${symbol}`, () => {
      assert.deepEqual(scriptSymbol(symbol), { name, file, line, tier })
    })
  }

  test('of other code is not taken for JavaScript', () => {
    for (const symbol of [
      'uv__io_poll',
      'Builtins_JSEntry',
      'v8::Function::Call',
      'Builtin:X',
      '',
    ]) {
      assert.equal(scriptSymbol(symbol), undefined)
    }
  })
})

describe('a name of C++', () => {
  const names = {
    'v8::internal::(anonymous namespace)::Invoke(v8::internal::Isolate*, Foo const&)':
      'v8::internal::Invoke',
    'std::_Hashtable<unsigned long, std::pair<unsigned long const, int> >::find(unsigned long const&)':
      'std::_Hashtable::find',
    'node::worker::Worker::StartThread(v8::FunctionCallbackInfo<v8::Value> const&)::{lambda(void*)#1}::_FUN':
      'node::worker::Worker::StartThread::{lambda#1}::_FUN',
    'bool std::operator< <char>(int)': 'bool std::operator<',
    'Foo::operator()(int) const': 'Foo::operator()',
    'finish_task_switch.isra.0': 'finish_task_switch',
    'do_epoll_pwait.part.0': 'do_epoll_pwait',
    'clock_gettime@@GLIBC_2.17': 'clock_gettime',
    'main+0x1f': 'main',
    'runtime.mcall': 'runtime.mcall',
    'main.(*Server).Serve': 'main.(*Server).Serve',
  }
  for (const [given, plain] of Object.entries(names)) {
    test(`is made short: ${plain}`, () => assert.equal(nativeName(given), plain))
  }
})

test('no name is too odd', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
      assert.equal(typeof nativeName(text), 'string')
      assert.ok(located(text).name !== '')
      scriptSymbol(`JS:*${text}`)
      shortFile(text)
    }),
  )
})
