import type { Pod } from '@knarr/api/core/v1'
import { type ServiceAccount, serviceAccounts } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import type { Clock, Draft } from '@knarr/machinery'

export interface TokenOptions {
  readonly audience: string | undefined
  readonly expirationSeconds: number
}

interface TokenRequest {
  readonly status?: { readonly token?: string; readonly expirationTimestamp?: string }
}

interface Held {
  readonly token: string
  readonly refreshAtMs: number
  readonly expiresAtMs: number
}

const maxLifeMs = 24 * 3_600_000

/** Service account tokens bound to pods, asked for anew once 80 % of their life, or a day, is over. */
export class ServiceAccountTokens {
  readonly #client: Client
  readonly #clock: Clock
  /** By the pod's uid, then by what was asked for. */
  readonly #held = new Map<string, Map<string, Held>>()

  constructor(client: Client, clock: Clock) {
    this.#client = client
    this.#clock = clock
  }

  /** A token that is valid now. A refusal is told only once the token held before has expired. */
  async tokenFor(pod: Pod, options: TokenOptions): Promise<string> {
    const { uid } = pod.metadata
    const ofPod = this.#held.get(uid) ?? new Map<string, Held>()
    this.#held.set(uid, ofPod)
    const key = JSON.stringify([pod.spec.serviceAccountName, options.audience, options.expirationSeconds])
    const held = ofPod.get(key)
    const now = this.#clock.now()
    if (held && now < held.refreshAtMs) return held.token
    try {
      const fresh = await this.#request(pod, options)
      ofPod.set(key, fresh)
      return fresh.token
    } catch (error) {
      if (held && now < held.expiresAtMs) return held.token
      throw new Error(`failed to fetch token: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      })
    }
  }

  forget(podUid: string): void {
    this.#held.delete(podUid)
  }

  async #request(pod: Pod, { audience, expirationSeconds }: TokenOptions): Promise<Held> {
    const { namespace = '', name, uid } = pod.metadata
    const request = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: { namespace, name: pod.spec.serviceAccountName ?? 'default' },
      spec: {
        audiences: audience ? [audience] : [],
        expirationSeconds,
        boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
      },
    }
    const askedAtMs = this.#clock.now()
    const { status } = await this.#client.create<ServiceAccount, TokenRequest>(
      serviceAccounts,
      request as Draft<ServiceAccount>,
      { subresource: 'token' },
    )
    if (!status?.token) throw new Error('the API server answered without a token')
    const expiresAtMs = status.expirationTimestamp
      ? Date.parse(status.expirationTimestamp)
      : askedAtMs + expirationSeconds * 1000
    const lifeMs = expiresAtMs - askedAtMs
    return { token: status.token, expiresAtMs, refreshAtMs: askedAtMs + Math.min(lifeMs * 0.8, maxLifeMs) }
  }
}
