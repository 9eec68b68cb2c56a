/**
 * V8's own profiler, through the inspector of a running Node process: needs no flags and no privileges
 * beyond those to signal it, and sees the JavaScript of every thread, by name. Samples are of the clock, so a
 * thread that waits is in them as one that waits; what happens below JavaScript is not.
 */
import {
  mergeProfiles,
  type Profile,
  parseCpuProfile,
  plural,
  type Warning,
} from '../../../analysis/index.ts'
import { messageOf } from '../../errors.ts'
import type { Target } from '../../target/target.ts'
import type { Backend, RawData, Watch, Watched, WatchOptions } from '../backend.ts'
import { type InspectedThread, InspectorClient } from './inspector-client.ts'
import { type InspectorPort, openInspector } from './inspector-port.ts'
import { requireNode } from './node-process.ts'

/** `require` is there for those older than 22.3. */
const CLOSE = `(process.getBuiltinModule?.('node:inspector') ?? require('node:inspector')).close()`

export const inspector: Backend = {
  name: 'inspector',
  attaches: true,
  seesOffCpu: false,
  // A second agent under a debugger, or another project's, may hold the default port.
  launch: () => ({ nodeOptions: ['--inspect-port=0'], agentOptions: [] }),

  requireWatchable(pid) {
    requireNode(pid)
  },

  async availability(machine) {
    if (machine.read('/proc/self/status') === undefined) {
      return {
        ok: false,
        reason: 'there is no /proc to find the inspector in',
        advice: 'Use Linux.',
      }
    }
    return { ok: true, version: machine.nodeVersion.replace(/^v/, '') }
  },

  async watch(target, options) {
    const { signal } = options
    const port = await openInspector(target.pid, signal)
    const watch = new InspectorWatch(target, port, options)
    try {
      await watch.start(signal)
      return watch
    } catch (error) {
      await watch[Symbol.asyncDispose]()
      throw error
    }
  },
}

class InspectorWatch implements Watch {
  readonly #target: Target
  readonly #port: InspectorPort
  readonly #intervalUs: number
  readonly #threads = new Set<InspectedThread>()
  #client: InspectorClient | undefined
  #isSampling = false
  #isEnding = false
  #lost = 0
  #letGo: Promise<readonly Warning[]> | undefined

  constructor(target: Target, port: InspectorPort, { frequencyHz }: WatchOptions) {
    this.#target = target
    this.#port = port
    this.#intervalUs = Math.max(1, Math.round(1e6 / frequencyHz))
  }

  get isOver(): boolean {
    return this.#isEnding || this.#client?.isClosed === true
  }

  async start(signal: AbortSignal): Promise<void> {
    const client = await InspectorClient.open(this.#port.webSocketUrl, signal, {
      thread: (thread) => this.#started(thread),
      threadEnded: (thread) => {
        if (this.#threads.delete(thread) && this.#isSampling) this.#lost += 1
      },
      ending: () => {
        this.#isEnding = true
      },
    })
    this.#client = client
    this.#threads.add(client.main)
    await Promise.all([...this.#threads].map((thread) => this.#sample(thread)))
    this.#isSampling = true
    signal.throwIfAborted()
  }

  async stop(): Promise<Watched> {
    const raw: RawData[] = []
    const profiles: Profile[] = []
    const warnings: Warning[] = []
    this.#isSampling = false
    const fetched = [...this.#threads].map(async (thread) => {
      try {
        const { profile } = (await thread.call('Profiler.stop')) as { profile: unknown }
        const content = JSON.stringify(profile)
        raw.push({ name: `${fileName(thread.name)}.cpuprofile`, content })
        profiles.push(parseCpuProfile(content, { thread: thread.name, ...this.#tidOf(thread) }))
      } catch (error) {
        warnings.push({
          code: 'thread-unread',
          message: `what thread ${thread.name} did is lost: ${messageOf(error)}`,
          advice: '--backend perf keeps samples outside of the process.',
        })
      }
    })
    await Promise.all(fetched)
    if (this.#lost > 0) {
      const message = `${plural(this.#lost, 'thread')} ended meanwhile and took the samples along`
      warnings.push({ code: 'thread-ended', message, advice: null })
    }
    warnings.push(...(await this.#release()))
    return { profiles: mergeProfiles('', profiles), raw, warnings }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#release()
  }

  #started(thread: InspectedThread): void {
    this.#threads.add(thread)
    // One that starts later; should it end at once, there is nothing to say about it.
    if (this.#isSampling) this.#sample(thread).catch(() => this.#threads.delete(thread))
  }

  async #sample(thread: InspectedThread): Promise<void> {
    // Sent at once: each would otherwise wait for the answer to the one before.
    await Promise.all([
      thread.call('Profiler.enable'),
      thread.call('Profiler.setSamplingInterval', { interval: this.#intervalUs }),
      thread.call('Profiler.start'),
    ])
  }

  /** The thread's id, where its name tells: the inspector has numbers of its own. */
  #tidOf(thread: InspectedThread): { readonly tid: number } | undefined {
    if (thread === this.#client?.main) return { tid: this.#target.pid }
    const named = this.#target.threads().filter(({ name }) => thread.name.slice(0, 15) === name)
    return named.length === 1 && named[0] !== undefined ? { tid: named[0].tid } : undefined
  }

  /** Once; what was open before stays open. */
  #release(): Promise<readonly Warning[]> {
    this.#letGo ??= this.#leave()
    return this.#letGo
  }

  async #leave(): Promise<readonly Warning[]> {
    const left: Warning = {
      code: 'inspector-open',
      message: `the inspector of process ${this.#target.pid} is still open`,
      advice: 'Every user of this machine can debug the process until it is restarted.',
    }
    try {
      const client = this.#client?.isClosed === false ? this.#client : await this.#reconnect()
      if (client === undefined) return []
      if (this.#port.wasOpen || this.#isEnding) {
        const disabled = [...this.#threads].map((thread) => thread.call('Profiler.disable'))
        await Promise.allSettled(disabled)
        await client.close()
        return []
      }
      const closing = client.main.call('Runtime.evaluate', {
        expression: CLOSE,
        includeCommandLineAPI: true,
      })
      // Closing it takes the connection away before the answer can come.
      await Promise.race([client.closed, closing.catch(() => {})])
      await client.close()
      return (await this.#port.closed()) ? [] : [left]
    } catch (error) {
      return this.#target.isAlive()
        ? [{ ...left, message: `${left.message}: ${messageOf(error)}` }]
        : []
    }
  }

  /** The connection was never made, or has broken; undefined when there is nobody to connect to. */
  async #reconnect(): Promise<InspectorClient | undefined> {
    if (!this.#target.isAlive() || this.#port.wasOpen) return undefined
    const nothing = () => {}
    return InspectorClient.open(this.#port.webSocketUrl, AbortSignal.timeout(5000), {
      thread: nothing,
      threadEnded: nothing,
      ending: nothing,
    })
  }
}

/** Names of threads are the process's to choose. */
function fileName(thread: string): string {
  return thread.replace(/[^\w.-]+/g, '_').slice(0, 60) || 'thread'
}
