/**
 * One reader reads one capture, once, in a process of its own; what it took is printed as JSON. Time
 * is the core's, all threads together: others that want the core do not count.
 */
import { READERS, type ReaderName } from './readers.ts'

const [name = 'scanner', path = ''] = process.argv.slice(2)
const before = process.cpuUsage()
const startedMs = performance.now()
const reading = await READERS[name as ReaderName].read(path)
const wallS = (performance.now() - startedMs) / 1000
const { user, system } = process.cpuUsage(before)
const peakBytes = process.resourceUsage().maxRSS * 1024
console.log(JSON.stringify({ ...reading, seconds: (user + system) / 1e6, wallS, peakBytes }))
