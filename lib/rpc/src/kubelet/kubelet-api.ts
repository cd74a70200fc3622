import type { Duplex, Readable, Writable } from 'node:stream'

export interface ContainerTarget {
  readonly namespace: string
  readonly pod: string
  readonly container: string
}

/** `PodLogOptions`, already validated. */
export interface LogOptions {
  readonly follow?: boolean
  readonly previous?: boolean
  readonly sinceTimeMs?: number
  readonly timestamps?: boolean
  readonly tailLines?: number
  readonly limitBytes?: number
  readonly stream?: 'All' | 'Stdout' | 'Stderr'
}

export interface StreamOptions {
  readonly stdin: boolean
  readonly stdout: boolean
  readonly stderr: boolean
  readonly tty: boolean
}

/** How a streamed command ended; `message` is set where it could not be run at all. */
export interface ExitStatus {
  readonly exitCode: number
  readonly message?: string
}

/** A running exec or attach. With `tty` there is no `stderr`. */
export interface StreamSession {
  /** Ending it is EOF for the process. */
  readonly stdin: Writable | undefined
  readonly stdout: Readable | undefined
  readonly stderr: Readable | undefined
  resize(columns: number, rows: number): void
  /** Resolves when the process ended and all its output has been read, or the session was given up; never rejects. */
  readonly exit: Promise<ExitStatus>
  /** Gives the session up: the streams end. The sandbox kills an exec'd process; containerd lets it run on. */
  close(): void
}

/**
 * What the API server asks of a kubelet (upstream: the kubelet's HTTPS server on port 10250).
 * Methods reject with a StatusError carrying the kubelet's message.
 */
export interface KubeletApi {
  containerLogs(
    target: ContainerTarget,
    options: LogOptions,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>>
  exec(target: ContainerTarget, command: readonly string[], options: StreamOptions): Promise<StreamSession>
  attach(target: ContainerTarget, options: StreamOptions): Promise<StreamSession>
  /** One connection to `port` on the pod's loopback. */
  portForward(pod: { namespace: string; pod: string }, port: number): Promise<Duplex>
}

/** Finds the kubelet of a node; rejects with a StatusError when the node cannot be reached. */
export interface KubeletDialer {
  dial(nodeName: string): Promise<KubeletApi>
}
