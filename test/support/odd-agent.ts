/**
 * A program that speaks the agent contract badly, in the way its first argument names. For what no
 * real agent would do.
 */
import { writeSync } from 'node:fs'

const [mode, ...flags] = process.argv.slice(2)
const addresses = flags.flatMap((flag, index) => (flags[index - 1] === '--bind' ? [flag] : []))

function say(line: string): void {
  writeSync(1, line)
}

function ready(): void {
  for (const agent of addresses) {
    const implementation = { name: 'odd', version: '0' }
    const timeNs = Number(process.hrtime.bigint())
    const line = { event: 'ready', agent, timeNs, contract: 1, pid: process.pid, implementation }
    say(`${JSON.stringify({ ...line, transport: 'none' })}\n`)
  }
}

/** The last of its agents finds nobody, and the process lives on with the others. */
function strand(): void {
  const timeNs = Number(process.hrtime.bigint())
  const said = { event: 'error', agent: addresses.at(-1), timeNs, code: 'join-failed' }
  say(`${JSON.stringify({ ...said, message: 'nobody answered', fatal: true })}\n`)
}

switch (mode) {
  case 'stranded':
    ready()
    strand()
    process.stdin.on('end', () => process.exit(0)).resume()
    break
  case 'dies':
    writeSync(2, 'the reason why\n')
    process.exit(3)
    break
  case 'silent':
    break
  case 'deaf':
    process.on('SIGTERM', () => {})
    ready()
    break
  case 'babbles':
    say('Hello!\n{"event":"ready"}\n')
    writeSync(1, Uint8Array.of(0xff, 0xfe, 0x00, 0x0a))
    say(`{"event":"left","agent":"someone else","timeNs":1}\n[1,2]\n"x"\n`)
    say(`{"event":"left","agent":${JSON.stringify(addresses[0])},"timeNs":-1.5}\n`)
    ready()
    say('{"event":"stats"\n')
    process.stdin.on('end', () => process.exit(0)).resume()
    break
}
setInterval(() => {}, 1000)
