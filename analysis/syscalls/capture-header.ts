/**
 * What the harness writes into captures of bpftrace and perf beside the tool's own lines, because the
 * tools do not say it:
 *
 *     # swimbench bpftrace 2 clock=boot       which of our captures this is, and its clock
 *     # calls 0=read 1=write                  what calls are called that the tool knows by number
 *     # fd 4022 17 UDP:[127.0.0.1:9000]       what a process had open when the capture began
 */

const CALL = /^(\d+)=([a-z_]\w*)$/
const DESCRIPTOR = /^# fd (\d+) (\d+) (.+)$/
const CALLS_MAX = 1024
const DESCRIPTORS_MAX = 65_536

export class CaptureHeader {
  readonly #names = new Map<string, string>()
  readonly #descriptors = new Map<string, string>()
  readonly #pids = new Set<string>()

  /** Takes a line that begins with `#`; false when it is none of ours. */
  take(line: string): boolean {
    if (line.startsWith('# calls ')) return this.#takeCalls(line)
    if (line.startsWith('# fd ')) return this.#takeDescriptor(line)
    return line.startsWith('# swimbench ')
  }

  /** The name of a call; `syscall_999` when the capture does not say. */
  nameOf(number: string): string {
    return this.#names.get(number) ?? `syscall_${number}`
  }

  /** The only process whose descriptors the capture tells; undefined when there are more, or none. */
  get onlyPid(): string | undefined {
    return this.#pids.size === 1 ? [...this.#pids][0] : undefined
  }

  /** Empty when the capture does not say. */
  descriptorOf(pid: string, fd: number): string {
    return this.#descriptors.get(`${pid} ${fd}`) ?? ''
  }

  /** From now on it stands for something else. */
  forget(pid: string, fd: number): void {
    this.#descriptors.delete(`${pid} ${fd}`)
  }

  #takeCalls(line: string): boolean {
    const calls = line.split(' ').slice(2)
    const numbered = calls.map((call) => CALL.exec(call))
    if (this.#names.size + calls.length > CALLS_MAX) return false
    for (const [, number = '', name = ''] of numbered.filter((one) => one !== null)) {
      this.#names.set(number, name)
    }
    return numbered.every((one) => one !== null)
  }

  #takeDescriptor(line: string): boolean {
    const [, pid = '', fd = '', what = ''] = DESCRIPTOR.exec(line) ?? []
    if (pid === '' || this.#descriptors.size >= DESCRIPTORS_MAX) return false
    this.#descriptors.set(`${pid} ${fd}`, what)
    this.#pids.add(pid)
    return true
  }
}
