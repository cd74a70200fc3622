import type { Strategy } from '../../registry/strategy.ts'
import type { Endpoint } from '../resource-call.ts'

/** How one subresource is answered, for the resources it belongs to. */
export interface Subresource {
  readonly name: string
  /** `pods`, `namespaces`: plurals of the resources that have it; any resource unless given. */
  readonly of?: readonly string[]
  /** Whether a resource has what it takes. */
  isSupported?(strategy: Strategy): boolean
  /** By API verb. */
  readonly verbs: Readonly<Partial<Record<string, Endpoint>>>
  /** Takes the HTTP methods that are no verb of the API. */
  readonly otherMethods?: Endpoint
}
