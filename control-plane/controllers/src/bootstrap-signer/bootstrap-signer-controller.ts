import { bootstrapTokenOf } from '@knarr/api'
import { configMaps, type Secret, secrets } from '@knarr/api/core/v1'
import type { Controller } from '@knarr/controller'
import { deepEqual, keyText } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { tolerateChange } from '../tolerate-change.ts'
import { bootstrapTokenType } from '../well-known.ts'
import { detachedSignature } from './detached-signature.ts'

const clusterInfo = { namespace: 'kube-public', name: 'cluster-info' }
const tokenNamespace = 'kube-system'
const signaturePrefix = 'jws-kubeconfig-'
const secretName = /^bootstrap-token-([a-z0-9]{6})$/

/** Signs the kubeconfig of `cluster-info` with every token for it, so that who joins knows it is the right cluster. */
export function bootstrapSignerController(): Controller {
  return {
    name: controllerNames.bootstrapSigner,
    watches: configMaps,
    reads: [secrets],

    setup({ informer, enqueue }) {
      const wake = ({ metadata, type }: Secret): void => {
        if (metadata?.namespace === tokenNamespace && type === bootstrapTokenType) enqueue(clusterInfo)
      }
      informer(secrets).addHandler({ onAdd: wake, onUpdate: wake, onDelete: wake })
    },

    async reconcile(key, { client, lister, clock }) {
      if (keyText(key) !== keyText(clusterInfo)) return undefined
      const found = lister.get(configMaps, clusterInfo)
      const content = found?.data?.['kubeconfig']
      if (!found || content === undefined) return undefined
      const tokens = lister.list(secrets, tokenNamespace)
      const data = { ...unsigned(found.data), ...signatures(content, tokens, clock.now()) }
      if (deepEqual(data, found.data)) return undefined
      await tolerateChange(() => client.update(configMaps, { ...found, data }))
      return undefined
    },
  }
}

function unsigned(data: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(data).filter(([key]) => !key.startsWith(signaturePrefix)))
}

function signatures(content: string, tokens: readonly Secret[], nowMs: number): Record<string, string> {
  return Object.fromEntries(
    tokens.flatMap((secret) => {
      const token = signingToken(secret, nowMs)
      return token ? [[`${signaturePrefix}${token.id}`, detachedSignature(content, token)]] : []
    }),
  )
}

/** Undefined for secrets that are no tokens, or none to sign with. */
function signingToken(
  secret: Secret,
  nowMs: number,
): { readonly id: string; readonly secret: string } | undefined {
  const named = secretName.exec(secret.metadata?.name ?? '')?.[1]
  if (secret.type !== bootstrapTokenType || named === undefined) return undefined
  const token = bootstrapTokenOf(secret)
  const isGood = token.id === named && token.secret !== '' && !token.hasExpired(nowMs)
  return isGood && token.isFor('signing') ? token : undefined
}
