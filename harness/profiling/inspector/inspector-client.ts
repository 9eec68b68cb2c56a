/**
 * A conversation with a process's inspector over its WebSocket: commands and their answers, for the main
 * thread and, passed on by it, for each worker.
 */
import { UserError } from '../../errors.ts'

/** A thread of the process that takes commands. */
export interface InspectedThread {
  readonly name: string
  call(method: string, params?: Readonly<Record<string, unknown>>): Promise<unknown>
}

export type InspectorEvents = {
  /** A worker that runs, or has just been started. */
  readonly thread: (thread: InspectedThread) => void
  readonly threadEnded: (thread: InspectedThread) => void
  /** The main thread has nothing more to do, and waits for us to let go. */
  readonly ending: () => void
}

type Message = {
  readonly id?: number
  readonly method?: string
  readonly params?: {
    readonly sessionId: string
    readonly message?: string
    readonly workerInfo?: { readonly title?: string }
  }
  readonly result?: unknown
  readonly error?: { readonly message?: string }
}
type Answer = ReturnType<typeof Promise.withResolvers<unknown>>

const ANSWER_MS_MAX = 15_000
const MAIN_THREAD = 'main'
/** As in `[worker 1] protocol`. */
const WORKER_TITLE = /^\[worker \d+\] (?=.)/

export class InspectorClient {
  readonly main: InspectedThread
  readonly closed: Promise<void>
  readonly #socket: WebSocket
  readonly #events: InspectorEvents
  readonly #workers = new Map<string, InspectedThread>()
  readonly #answers = new Map<string, Answer>()
  #lastId = 0
  #isClosed = false

  /** Resolves when all threads that run have been told of through `events`, except the main one. */
  static async open(
    url: string,
    signal: AbortSignal,
    events: InspectorEvents,
  ): Promise<InspectorClient> {
    signal.throwIfAborted()
    const socket = new WebSocket(url)
    const opened = Promise.withResolvers<void>()
    socket.onopen = () => opened.resolve()
    socket.onerror = () => opened.reject(new UserError(`the inspector at ${url} refused us`))
    const abandon = () => {
      opened.reject(signal.reason)
      socket.close()
    }
    signal.addEventListener('abort', abandon)
    try {
      await opened.promise
    } finally {
      signal.removeEventListener('abort', abandon)
    }
    const client = new InspectorClient(socket, events)
    await client.main.call('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true })
    await client.main.call('NodeWorker.enable', { waitForDebuggerOnStart: false })
    return client
  }

  private constructor(socket: WebSocket, events: InspectorEvents) {
    this.#socket = socket
    this.#events = events
    this.main = { name: MAIN_THREAD, call: (method, params) => this.#call(method, params) }
    const closed = Promise.withResolvers<void>()
    this.closed = closed.promise
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)))
    socket.onerror = () => socket.close()
    socket.onclose = () => {
      this.#isClosed = true
      closed.resolve()
      for (const answer of this.#answers.values()) answer.reject(goneError())
      this.#answers.clear()
    }
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Resolves when the conversation is over; what runs in the process is left as it is. */
  async close(): Promise<void> {
    this.#socket.close()
    await this.closed
  }

  async #call(method: string, params: object = {}, sessionId = ''): Promise<unknown> {
    if (this.#isClosed) throw goneError()
    const id = ++this.#lastId
    const answer: Answer = Promise.withResolvers()
    const key = `${sessionId} ${id}`
    const timer = setTimeout(() => {
      answer.reject(new UserError(`the process did not answer ${method}`, { suggestion: BUSY }))
    }, ANSWER_MS_MAX)
    this.#answers.set(key, answer)
    const message = JSON.stringify({ id, method, params })
    if (sessionId === '') this.#socket.send(message)
    else this.#pass(message, sessionId)
    try {
      return await answer.promise
    } finally {
      clearTimeout(timer)
      this.#answers.delete(key)
    }
  }

  /** The main thread passes on to its workers; that it did is no news. */
  #pass(message: string, sessionId: string): void {
    const params = { sessionId, message }
    const method = 'NodeWorker.sendMessageToWorker'
    this.#socket.send(JSON.stringify({ id: ++this.#lastId, method, params }))
  }

  #hear(message: Message, sessionId = ''): void {
    if (message.id !== undefined) {
      const answer = this.#answers.get(`${sessionId} ${message.id}`)
      if (message.error === undefined) answer?.resolve(message.result)
      else answer?.reject(new UserError(`the inspector refused: ${message.error.message}`))
      return
    }
    const { params } = message
    if (sessionId !== '') return
    if (message.method === 'NodeRuntime.waitingForDisconnect') this.#events.ending()
    if (params === undefined) return
    switch (message.method) {
      case 'NodeWorker.attachedToWorker':
        this.#attached(params.sessionId, params.workerInfo?.title ?? '')
        return
      case 'NodeWorker.detachedFromWorker': {
        const worker = this.#workers.get(params.sessionId)
        this.#workers.delete(params.sessionId)
        for (const [key, answer] of this.#answers) {
          if (key.startsWith(`${params.sessionId} `)) answer.reject(goneError())
        }
        if (worker !== undefined) this.#events.threadEnded(worker)
        return
      }
      case 'NodeWorker.receivedMessageFromWorker':
        this.#hear(JSON.parse(params.message ?? '{}'), params.sessionId)
        return
    }
  }

  #attached(sessionId: string, title: string): void {
    const worker: InspectedThread = {
      name: title.replace(WORKER_TITLE, ''),
      call: (method, params) => this.#call(method, params, sessionId),
    }
    this.#workers.set(sessionId, worker)
    this.#events.thread(worker)
  }
}

const BUSY = 'It may be busy or stopped. --backend perf needs no answers.'

function goneError(): UserError {
  return new UserError('the process, or its inspector, is gone')
}
