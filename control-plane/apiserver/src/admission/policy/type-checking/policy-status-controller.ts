import {
  type ValidatingAdmissionPolicy,
  validatingAdmissionPolicies,
} from '@knarr/api/admissionregistration/v1'
import type { Client, Logger } from '@knarr/client'
import { hasReason } from '@knarr/machinery'
import { type Item, prefixEnd, type Store } from '@knarr/storage'
import { objectOf } from '../../../codec/stored-object.ts'
import { resourcePrefix } from '../../../registry/object-keys.ts'
import type { ResourceCatalog } from '../../../registry/resource-catalog.ts'
import { checkTypes } from './check-types.ts'

export interface PolicyStatusOptions {
  readonly store: Store
  readonly catalog: ResourceCatalog
  readonly client: Client
  readonly logger: Logger
}

const prefix = resourcePrefix(validatingAdmissionPolicies)

/** Follows the policies from now on; nobody does where they are not served. */
export async function startPolicyStatus(
  options: PolicyStatusOptions,
): Promise<PolicyStatusController | undefined> {
  const { group, version, plural } = validatingAdmissionPolicies
  if (!options.catalog.find(group, version, plural)) return undefined
  const controller = new PolicyStatusController(options)
  await controller.start()
  return controller
}

/**
 * Says in the status of validating policies what their expressions do not fit (upstream:
 * validatingadmissionpolicy-status-controller). It knows the schemas of all kinds, and so it stands in the server.
 */
class PolicyStatusController {
  readonly #options: PolicyStatusOptions
  #watcher: ReturnType<Store['watch']> | undefined
  #work: Promise<void> = Promise.resolve()

  constructor(options: PolicyStatusOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    const { store, logger } = this.#options
    const { items, revision } = await store.range(prefix, prefixEnd(prefix))
    for (const item of items) this.#take(item)
    const range = { from: prefix, to: prefixEnd(prefix), after: revision }
    const failed = (error: unknown): void =>
      logger.error('watching policies failed', { error: String(error) })
    this.#watcher = store.watch(
      range,
      (changes) => {
        for (const { item } of changes) if (item) this.#take(item)
      },
      failed,
    )
  }

  /** Resolves when what was begun is done. */
  async close(): Promise<void> {
    this.#watcher?.close()
    await this.#work
  }

  #take(item: Item): void {
    const policy = objectOf<ValidatingAdmissionPolicy>(item)
    const { generation } = policy.metadata
    if (policy.status?.observedGeneration === generation) return
    this.#work = this.#work
      .then(() => this.#judge(policy))
      .catch((error: unknown) =>
        this.#options.logger.error('checking a policy failed', {
          ...{ policy: policy.metadata.name, error: String(error) },
        }),
      )
  }

  async #judge(policy: ValidatingAdmissionPolicy): Promise<void> {
    const { client, catalog } = this.#options
    const expressionWarnings = checkTypes(policy, catalog)
    const { generation } = policy.metadata
    const status = {
      ...policy.status,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      typeChecking: expressionWarnings.length > 0 ? { expressionWarnings } : {},
    }
    try {
      await client.updateStatus(validatingAdmissionPolicies, { ...policy, status })
    } catch (error) {
      // Whoever changed or removed it is heard of next.
      if (!hasReason(error, 'Conflict') && !hasReason(error, 'NotFound')) throw error
    }
  }
}
