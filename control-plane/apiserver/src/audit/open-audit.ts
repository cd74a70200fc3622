import { readFileSync } from 'node:fs'
import type { Logger } from '@knarr/client'
import type { Clock, Random } from '@knarr/machinery'
import { ConfigurationError } from '../configuration-error.ts'
import { type AuditBackend, unionBackend } from './audit-backend.ts'
import type { AuditSink } from './auditor.ts'
import { LogBackend, lineBackend } from './log-backend.ts'
import { parseAuditPolicy } from './parse-audit-policy.ts'
import { openWebhookBackend, type WebhookOptions } from './webhook-backend.ts'

/** The settings of auditing, as upstream's flags have them. */
export interface AuditOptions {
  readonly policyFile?: string | undefined
  /** `-` is standard output. */
  readonly logPath?: string | undefined
  readonly logMaxAgeDays?: number
  readonly logMaxBackups?: number
  readonly logMaxSizeMb?: number
  readonly logIsCompressed?: boolean
  readonly webhook?: WebhookOptions
}

export interface AuditSurroundings {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  writeStdout(text: string): void
}

/** Auditing as the settings say; undefined where they name no policy or nowhere to tell. @throws ConfigurationError for what is no policy */
export async function openAudit(
  options: AuditOptions,
  surroundings: AuditSurroundings,
): Promise<AuditSink | undefined> {
  const { policyFile, webhook } = options
  if (!policyFile || !(options.logPath || webhook)) return undefined
  const policy = readPolicy(policyFile)
  const log = logOf(options, surroundings)
  const backends = log ? [log] : []
  if (webhook) backends.push(await openWebhookBackend(webhook, surroundings))
  return { policy, backend: unionBackend(backends) }
}

function readPolicy(path: string): AuditSink['policy'] {
  try {
    return parseAuditPolicy(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new ConfigurationError(`loading audit policy file: ${path}: ${(cause as Error).message}`, { cause })
  }
}

function logOf(
  options: AuditOptions,
  { clock, logger, writeStdout }: AuditSurroundings,
): AuditBackend | undefined {
  const { logPath: path, logMaxAgeDays, logMaxBackups, logMaxSizeMb, logIsCompressed } = options
  if (!path) return undefined
  if (path === '-') return lineBackend(writeStdout)
  return new LogBackend({
    ...{ path, clock },
    ...{ maxAgeDays: logMaxAgeDays ?? 0, maxBackups: logMaxBackups ?? 0, maxSizeMb: logMaxSizeMb ?? 0 },
    isCompressed: logIsCompressed ?? false,
    failed: (error) => logger.error('audit events could not be written', { error: String(error) }),
  })
}
