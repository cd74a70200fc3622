import type { AuditEvent } from './audit-event.ts'

/** Where audit events go. */
export interface AuditBackend {
  /** Takes one event; must neither throw nor keep the request waiting. */
  process(event: AuditEvent): void
  /** Resolves once everything taken is written. */
  close(): Promise<void>
}

/** Several as one. */
export function unionBackend(backends: readonly AuditBackend[]): AuditBackend {
  return {
    process(event) {
      for (const backend of backends) backend.process(event)
    },
    async close() {
      await Promise.all(backends.map((backend) => backend.close()))
    },
  }
}
