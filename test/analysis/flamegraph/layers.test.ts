import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KERNEL_FILE, LAYERS, type Layer, layerOf } from '../../../analysis/flamegraph/layers.ts'

const EXAMPLES: readonly (readonly [Layer, string, string])[] = [
  ['protocol', 'handle', 'agent/protocol/swim.ts'],
  ['wire', 'decodeMessage', 'agent/wire/codec.js'],
  ['transport', 'wait', 'agent/transport/linux/epoll.ts'],
  ['transport', 'load', 'node_modules/koffi/index.js'],
  ['transport', '[unknown]', 'koffi.node'],
  ['telemetry', 'record', 'agent/telemetry/telemetry.ts'],
  ['telemetry', 'export', 'node_modules/@opentelemetry/sdk-trace/build/x.js'],
  ['runtime', '#feed', 'agent/runtime/agent-host.ts'],
  ['runtime', 'main', 'agent/main.ts'],
  ['script', 'encode', 'node_modules/hdr-histogram-js/dist/x.js'],
  ['script', 'wasm-function[7]', 'wasm://wasm/00ad0bc6'],
  ['node', 'processImmediate', 'node:internal/timers'],
  ['node', 'uv__io_poll', 'node'],
  ['node', 'node::MakeCallback', 'libnode.so.127'],
  ['v8', 'v8::internal::Heap::Scavenge', 'node'],
  ['v8', 'Builtins_LoadIC', 'node'],
  ['v8', '(garbage collector)', ''],
  ['kernel', 'do_epoll_wait', KERNEL_FILE],
  ['kernel', 'v8::internal', KERNEL_FILE],
  ['native', 'epoll_pwait2', 'libc.so.6'],
  ['native', '(program)', ''],
  ['native', 'runtime.mcall', 'memberlist'],
  ['waiting', '(idle)', ''],
]

for (const [layer, name, file] of EXAMPLES) {
  test(`${name} of ${file || 'nowhere'} is ${LAYERS[layer].label}`, () => {
    assert.equal(layerOf({ name, file }), layer)
  })
}

test('every layer has colours of its own on which the label can be read', () => {
  const rows = Object.entries(LAYERS)
  for (const scheme of ['light', 'dark'] as const) {
    assert.equal(new Set(rows.map(([, row]) => row[scheme])).size, rows.length)
    for (const [layer, row] of rows) {
      // Waiting is pale on purpose in the dark, where it is shown only on demand.
      const least = layer === 'waiting' && scheme === 'dark' ? 2.5 : 4.5
      assert.ok(contrast(row[scheme], '#14181c') >= least, `${scheme} ${layer}`)
    }
  }
})

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** As WCAG 2 defines it. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
