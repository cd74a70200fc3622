/** `ADDED`, `MODIFIED`, `DELETED`, `BOOKMARK` with an object, or `ERROR` with a Status. */
export interface WatchEvent<T = unknown> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: T
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The path without its query: `/api/v1/namespaces/default/pods`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** A plain JSON value. The transport may keep it: do not change it after the call. */
  readonly body?: unknown
  /** Set for patches, e.g. `application/merge-patch+json`; JSON otherwise. */
  readonly contentType?: string
  /** Extra headers, lower case: `accept` for tables and metadata only. */
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/**
 * How a client reaches the API server: a function call in the same process, HTTPS between machines.
 *
 * Both authenticate, authorise and admit alike. Objects that come back in-process are the server's own,
 * deeply frozen: clone before changing (over HTTPS they are frozen too, so that code behaves the same).
 */
export interface Transport {
  /** Resolves with the decoded body; rejects with a StatusError for every answer that is not 2xx. */
  request<T>(request: ApiRequest): Promise<T>
  /**
   * Resolves once the server accepted the watch (so a 410 rejects here); the iteration ends when the
   * server closes it or `signal` aborts. Events come in batches of whatever is ready.
   */
  watch<T>(request: ApiRequest): Promise<AsyncIterable<readonly WatchEvent<T>[]>>
}
