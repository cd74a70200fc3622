import type { CertificateSigningRequest } from '@knarr/api/certificates/v1'
import { type Clock, cloneJson, timestamp } from '@knarr/machinery'
import type { RequestCondition } from './request-status-validation.ts'

/** Status carries the certificate; who may approve writes through `approval` alone. */
export function prepareStatus(
  request: CertificateSigningRequest,
  old: CertificateSigningRequest,
  { clock }: { readonly clock: Clock },
): void {
  const before = old.status?.conditions ?? []
  let conditions = request.status?.conditions ?? []
  for (const type of ['Approved', 'Denied']) {
    conditions = withInstancesOf(type, conditions, before)
  }
  request.status = { ...request.status, ...withTimes(conditions, before, clock) }
}

/** The `approval` subresource writes conditions, never the certificate. */
export function prepareApproval(
  request: CertificateSigningRequest,
  old: CertificateSigningRequest,
  { clock }: { readonly clock: Clock },
): void {
  const conditions = withTimes(request.status?.conditions ?? [], old.status?.conditions ?? [], clock)
  request.spec = cloneJson(old.spec)
  request.status = { ...cloneJson(old.status), ...conditions }
}

/** The conditions with those of a type as they were, unless one was added or removed. */
function withInstancesOf(
  type: string,
  conditions: readonly RequestCondition[],
  before: readonly RequestCondition[],
): RequestCondition[] {
  const old = before.filter((condition) => condition.type === type)
  const isKept = conditions.filter((condition) => condition.type === type).length === old.length
  const instances = cloneJson(old)
  return conditions.map((condition) =>
    isKept && condition.type === type ? (instances.shift() ?? condition) : condition,
  )
}

/** When each condition was written and came about, where the sender does not say. */
function withTimes(
  conditions: readonly RequestCondition[],
  before: readonly RequestCondition[],
  clock: Clock,
): { conditions?: RequestCondition[] } {
  if (conditions.length === 0) return {}
  const now = timestamp(clock.now())
  return {
    conditions: conditions.map((condition) => ({
      ...condition,
      lastUpdateTime: condition.lastUpdateTime ?? now,
      lastTransitionTime: condition.lastTransitionTime ?? transitionOf(condition, before) ?? now,
    })),
  }
}

function transitionOf(
  { type, status }: RequestCondition,
  before: readonly RequestCondition[],
): string | undefined {
  return before.find((old) => old.type === type && old.status === status && old.lastTransitionTime)
    ?.lastTransitionTime
}
