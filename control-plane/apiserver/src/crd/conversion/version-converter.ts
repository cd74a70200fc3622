import type { KubeObject } from '@knarr/machinery'

/** Turns objects of a kind into another of its versions, in order. */
export interface VersionConverter {
  /** @throws StatusError where that cannot be done */
  convert(objects: readonly KubeObject[], apiVersion: string): Promise<KubeObject[]>
}
