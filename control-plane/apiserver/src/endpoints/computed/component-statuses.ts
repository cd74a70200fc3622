import type { ComponentStatus } from '@knarr/api/core/v1'
import type { HealthChecks } from '@knarr/component'
import { notFound, type ObjectMeta } from '@knarr/machinery'
import type { Item } from '@knarr/storage'
import { objectSelectorOf } from '../../registry/object-selector.ts'
import { representationOf } from '../resource-call.ts'
import type { ComputedResource } from './order.ts'

const deprecation = 'v1 ComponentStatus is deprecated in v1.19+'

/** `kubectl get componentstatuses`: the components are asked each time. */
export const componentStatusesEndpoints: ComputedResource = {
  group: '',
  plural: 'componentstatuses',
  verbs: {
    async get({ parts, request, info, resource }) {
      request.warnings.push(deprecation)
      const representation = representationOf({ request, resource })
      const object = await statusOf(parts.components, info.name)
      if (!object) throw notFound(resource.api, info.name)
      return { kind: 'object', code: 200, resource, object, representation }
    },

    async list({ parts, request, resource }) {
      request.warnings.push(deprecation)
      const representation = representationOf({ request, resource }, 'PartialObjectMetadataList')
      const selector = objectSelectorOf(request.query, resource.strategy)
      const found = await Promise.all(parts.components.names.map((name) => statusOf(parts.components, name)))
      const items = found.flatMap((object) => (object && selector.matches(object) ? [itemOf(object)] : []))
      return { kind: 'list', code: 200, resource, items, metadata: {}, representation }
    },
  },
}

/** In upstream's words: what a component that is well says, and what one says that is not. */
async function statusOf(components: HealthChecks, name: string): Promise<ComponentStatus | undefined> {
  const report = await components.reportOne(name)
  if (!report) return undefined
  const [failure] = report.failures
  const said = failure
    ? { status: 'False', message: '', error: String((failure.error as Error)?.message ?? failure.error) }
    : { status: 'True', message: report.body }
  return {
    ...{ kind: 'ComponentStatus', apiVersion: 'v1', metadata: { name } as ObjectMeta },
    conditions: [{ type: 'Healthy', ...said }],
  }
}

function itemOf(object: ComponentStatus): Item {
  const value = Buffer.from(JSON.stringify(object))
  return { key: object.metadata.name, value, createRevision: 0, modRevision: 0 }
}
