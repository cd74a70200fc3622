import { contextOf, type Logger, loadKubeconfig, transportFromKubeconfig } from '@knarr/client'
import type { Clock, Random } from '@knarr/machinery'
import { ConfigurationError } from '../configuration-error.ts'
import type { AuditBackend } from './audit-backend.ts'
import { BatchBackend, type BatchOptions } from './batch-backend.ts'

export interface WebhookOptions extends BatchOptions {
  /** A kubeconfig: whom to tell, and as whom. */
  readonly configFile: string
}

interface WebhookParts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** Sends events as EventLists to where a kubeconfig says. @throws ConfigurationError */
export async function openWebhookBackend(
  { configFile, ...batch }: WebhookOptions,
  { clock, random, logger }: WebhookParts,
): Promise<AuditBackend> {
  try {
    const config = await loadKubeconfig(configFile)
    const { pathname, search } = new URL(contextOf(config).cluster.server)
    const transport = await transportFromKubeconfig(config, { clock })
    const backend = new BatchBackend(
      {
        ...{ clock, random },
        async send(items) {
          const body = { kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items }
          await transport.request({ method: 'POST', path: `${pathname}${search}`, body })
        },
        lost: (count, error) =>
          logger.error('audit events are lost', { count, plugin: 'webhook', error: String(error) }),
      },
      batch,
    )
    return {
      process: (event) => backend.process(event),
      async close() {
        await backend.close()
        transport.close()
      },
    }
  } catch (cause) {
    const why = (cause as Error).message
    throw new ConfigurationError(`initializing audit webhook: ${configFile}: ${why}`, { cause })
  }
}
