import { timingSafeEqual } from 'node:crypto'
import { bootstrapTokenOf } from '@knarr/api'
import { type Secret, secrets } from '@knarr/api/core/v1'
import type { Registry } from '../registry/registry.ts'
import type { PlainTokenAuthenticator } from './token-authenticator.ts'

const tokenShape = /^([a-z0-9]{6})\.([a-z0-9]{16})$/
const groupShape = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/

/** The tokens nodes join with: secrets `bootstrap-token-<id>` of kube-system. */
export function bootstrapTokens(registry: Registry): PlainTokenAuthenticator {
  return {
    async userOf(token) {
      const [, id, secret] = tokenShape.exec(token) ?? []
      if (id === undefined || secret === undefined) return undefined
      const key = { namespace: 'kube-system', name: `bootstrap-token-${id}` }
      const kept = await registry.findObject<Secret>(secrets, key)
      const groups = kept && isGood(kept, { id, secret, now: registry.clock.now() }) && groupsOf(kept)
      return groups ? { name: `system:bootstrap:${id}`, groups } : undefined
    },
  }
}

function isGood(
  kept: Secret,
  { id, secret, now }: { readonly id: string; readonly secret: string; readonly now: number },
): boolean {
  if (kept.metadata?.deletionTimestamp || kept.type !== 'bootstrap.kubernetes.io/token') return false
  const token = bootstrapTokenOf(kept)
  return (
    isSame(token.secret, secret) && token.id === id && !token.hasExpired(now) && token.isFor('authentication')
  )
}

/** Sorted, each once; undefined where one of them is none that a token may give. */
function groupsOf(kept: Secret): string[] | undefined {
  const { extraGroups } = bootstrapTokenOf(kept)
  if (!extraGroups.every((group) => groupShape.test(group))) return undefined
  return [...new Set(['system:bootstrappers', ...extraGroups])].sort()
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
