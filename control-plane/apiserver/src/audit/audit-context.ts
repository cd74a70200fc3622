import type { UserInfo } from '../request/server-request.ts'

/** What is learned of one request on its way, for its audit events. */
export class AuditContext {
  readonly id: string
  readonly receivedMs: number
  readonly annotations: Map<string, string> = new Map()
  /** Whether it is known who asks. */
  isAuthenticated = false
  impersonated: UserInfo | undefined

  constructor(id: string, receivedMs: number) {
    this.id = id
    this.receivedMs = receivedMs
  }

  /** The first value of a key stays. */
  readonly annotate = (key: string, value: string): void => {
    if (!this.annotations.has(key)) this.annotations.set(key, value)
  }
}
