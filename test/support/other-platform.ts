/** As NODE_OPTIONS: has a process of Node believe that it runs on a system where there is no FFI of ours. */
export const OTHER_PLATFORM = `--import=data:text/javascript,Object.defineProperty(process,'platform',{value:'sunos'})`
