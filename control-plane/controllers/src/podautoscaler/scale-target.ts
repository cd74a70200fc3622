import type { Resource } from '@knarr/api'
import type { Scale } from '@knarr/api/autoscaling/v1'
import type { HorizontalPodAutoscaler } from '@knarr/api/autoscaling/v2'
import type { Client } from '@knarr/client'
import { keyOf } from '@knarr/machinery'

/** The kinds there are, by which a reference's kind is found. */
export type ScalableResources = () => Promise<readonly Resource[]>

export interface ScaleTarget {
  readonly scale: Scale
  /** Resolves with how many replicas there are to be now. */
  write(replicas: number): Promise<Scale>
}

/** Reads the scale of what an autoscaler points to; throws if there is no such kind or object. */
export async function readScale(
  autoscaler: HorizontalPodAutoscaler,
  resources: ScalableResources,
  client: Client,
): Promise<ScaleTarget> {
  const { apiVersion = 'v1', kind, name } = autoscaler.spec.scaleTargetRef
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['']
  const found = (await resources()).find((resource) => resource.kind === kind && resource.group === group)
  if (!found) throw new Error(`no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}`)
  const target = { ...found } as Resource<Scale>
  const { namespace } = keyOf(autoscaler)
  const scale = await client.get(target, { namespace, name }, { subresource: 'scale' })
  return {
    scale,
    write: (replicas) =>
      client.update(target, { ...scale, spec: { ...scale.spec, replicas } }, { subresource: 'scale' }),
  }
}
