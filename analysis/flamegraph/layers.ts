/**
 * The layers a frame can belong to: one table of what belongs to which, and of their colours. Colours
 * are Paul Tol's `light` scheme (made to stay apart for colour-blind readers under black text) with
 * two more, and the same a little darker for dark surroundings.
 */

export type Layer =
  | 'protocol'
  | 'wire'
  | 'transport'
  | 'telemetry'
  | 'runtime'
  | 'script'
  | 'node'
  | 'v8'
  | 'kernel'
  | 'native'
  | 'waiting'

/** What is known of a frame: `file` is a script's as `shortFile` has it, an object's name, or KERNEL_FILE. */
export type Place = { readonly name: string; readonly file: string }

/** Stands for a file in frames of the kernel. */
export const KERNEL_FILE = '[kernel]'

const SCRIPT =
  /^(?:node|wasm|https?|evalmachine|data):|^\[eval|^(?:agent|node_modules)\/|\.[cm]?[jt]sx?$/

type LayerRow = {
  readonly label: string
  readonly light: string
  readonly dark: string
  readonly holds: (place: Place) => boolean
}

const file = (pattern: RegExp) => (place: Place) => pattern.test(place.file)
const name = (pattern: RegExp) => (place: Place) => pattern.test(place.name)
const native = (named: RegExp) => (place: Place) =>
  !SCRIPT.test(place.file) && place.file !== KERNEL_FILE && named.test(place.name)
const any =
  (...rules: readonly ((place: Place) => boolean)[]) =>
  (place: Place) =>
    rules.some((rule) => rule(place))

/** In the order in which people ask for them; the first that holds a frame has it. */
export const LAYERS: Readonly<Record<Layer, LayerRow>> = {
  protocol: {
    label: 'Protocol',
    light: '#ee8866',
    dark: '#cf6f50',
    holds: file(/^agent\/protocol\//),
  },
  wire: { label: 'Wire', light: '#eedd88', dark: '#c9b760', holds: file(/^agent\/wire\//) },
  transport: {
    label: 'Transport, koffi',
    light: '#77aadd',
    dark: '#5c8fc2',
    holds: any(
      file(/^agent\/transport\//),
      file(/^node_modules\/(?:koffi|@koromix)\/|^koffi\.node$/),
    ),
  },
  telemetry: {
    label: 'Telemetry, OpenTelemetry',
    light: '#ffaabb',
    dark: '#d17f91',
    holds: any(file(/^agent\/telemetry\//), file(/^node_modules\/@opentelemetry\//)),
  },
  runtime: {
    label: 'Runtime',
    light: '#44bb99',
    dark: '#379c7f',
    holds: file(/^agent\/(?:runtime|floor)\/|^agent\/[^/]+$/),
  },
  waiting: {
    label: 'Waiting',
    light: '#dfe2e5',
    dark: '#59626b',
    holds: name(/^\(idle\)$/),
  },
  v8: {
    label: 'V8',
    light: '#aaaa00',
    dark: '#979722',
    holds: any(
      name(/^\((?:garbage collector|interpreter)\)$|^RegExp: /),
      native(/^(?:v8|cppgc|heap::base|absl)::|^Absl|^Builtins?_/),
    ),
  },
  kernel: {
    label: 'Kernel',
    light: '#b8a5dc',
    dark: '#9381bd',
    holds: (place) => place.file === KERNEL_FILE,
  },
  node: {
    label: 'Node.js, libuv',
    light: '#99ddff',
    dark: '#71aecb',
    holds: any(
      file(/^node:|^internal\//),
      native(/^(?:node|v8impl|napi|node_napi_env)\w*(?:::|$)|^napi_|^uv_/),
      file(/^node(?:js)?$/),
    ),
  },
  script: {
    label: 'Other JavaScript',
    light: '#bbcc33',
    dark: '#9dac35',
    holds: file(SCRIPT),
  },
  native: { label: 'Other native', light: '#c3b7a6', dark: '#958a7b', holds: () => true },
}

export const LAYER_NAMES = Object.keys(LAYERS) as Layer[]

export function layerOf(place: Place): Layer {
  return LAYER_NAMES.find((layer) => LAYERS[layer].holds(place)) ?? 'native'
}
