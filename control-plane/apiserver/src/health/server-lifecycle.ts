/**
 * From the first request to the last. On the way down the server first says on `/readyz` that it will go, while it
 * serves on; then it takes no new requests; then it waits for those under way.
 */
export class ServerLifecycle {
  #isShuttingDown = false
  #acceptsRequests = true
  #underWay = 0
  #idle: (() => void)[] = []

  get isShuttingDown(): boolean {
    return this.#isShuttingDown
  }

  get acceptsRequests(): boolean {
    return this.#acceptsRequests
  }

  beginShutdown(): void {
    this.#isShuttingDown = true
  }

  refuseRequests(): void {
    this.#isShuttingDown = true
    this.#acceptsRequests = false
  }

  enter(): void {
    this.#underWay++
  }

  leave(): void {
    this.#underWay--
    if (this.#underWay > 0) return
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  /** Resolves as soon as no request is under way. */
  idle(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }
}
