import type { Scale } from '@knarr/api/autoscaling/v1'
import { conflict, type KubeObject, selectorOf } from '@knarr/machinery'
import type { ApiRequest } from '../transport.ts'
import { applyFakePatch } from './fake-patch.ts'
import type { FakeTarget } from './fake-target.ts'
import { type FakeWorld, findObject, storeObject, updateObject } from './fake-writes.ts'

type Scalable = KubeObject & {
  spec?: { replicas?: number; selector?: Parameters<typeof selectorOf>[0] }
  status?: { replicas?: number }
}

/** The `scale` subresource of anything with `spec.replicas` and `spec.selector`: read, replace, patch. */
export function answerScale(world: FakeWorld, target: FakeTarget, request: ApiRequest): Scale {
  const object = findObject(world, target) as Scalable
  const scale = scaleOf(object)
  if (request.method === 'GET') return scale
  const contentType = request.contentType ?? 'application/json'
  const patched = request.method === 'PATCH' ? applyFakePatch(scale, contentType, request.body) : request.body
  const next = patched as Scale
  const { resourceVersion } = next.metadata
  if (resourceVersion && resourceVersion !== object.metadata.resourceVersion)
    throw conflict(target, target.name)
  const spec = { ...object.spec, replicas: next.spec?.replicas ?? 0 }
  const scaled = { ...object, spec } as Scalable
  return scaleOf(storeObject(world, target, updateObject({ ...target, subresource: '' }, object, scaled)))
}

function scaleOf({ metadata, spec, status }: Scalable): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec?.replicas ?? 0 },
    status: { replicas: status?.replicas ?? 0, selector: selectorOf(spec?.selector).toString() },
  }
}
