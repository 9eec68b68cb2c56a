/** As NODE_OPTIONS or in execArgv: has Node fail to load koffi, as where it has no binary for the machine. */
const HOOK = `
import { registerHooks } from 'node:module'
registerHooks({
  resolve(name, context, next) {
    if (name === 'koffi') throw new Error('Cannot find the native Koffi module')
    return next(name, context)
  },
})`

export const NO_KOFFI = `--import=data:text/javascript,${encodeURIComponent(HOOK)}`
