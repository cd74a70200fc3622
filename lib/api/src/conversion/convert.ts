import type { KubeObject } from '@knarr/machinery'
import { apiVersionOf } from '../resource.ts'
import { sliceFromV1beta1, sliceToV1beta1 } from './device.ts'
import {
  claimFromV1beta1,
  claimTemplateFromV1beta1,
  claimTemplateToV1beta1,
  claimToV1beta1,
} from './device-request.ts'
import { eventFromEventsV1, eventToEventsV1 } from './event.ts'
import { autoscalerFromV1, autoscalerToV1 } from './horizontal-pod-autoscaler.ts'

interface Target {
  readonly group: string
  readonly version: string
}
type Conversion = (object: KubeObject) => KubeObject

/** The steps between versions whose shapes differ, by kind, from and to; all others differ in name only. */
const conversions: Readonly<Record<string, Readonly<Record<string, Conversion>>>> = {
  HorizontalPodAutoscaler: {
    'autoscaling/v1 autoscaling/v2': autoscalerFromV1,
    'autoscaling/v2 autoscaling/v1': autoscalerToV1,
  },
  Event: {
    'events.k8s.io/v1 v1': eventFromEventsV1,
    'v1 events.k8s.io/v1': eventToEventsV1,
  },
  ResourceClaim: betweenBeta1(claimFromV1beta1, claimToV1beta1),
  ResourceClaimTemplate: betweenBeta1(claimTemplateFromV1beta1, claimTemplateToV1beta1),
  ResourceSlice: betweenBeta1(sliceFromV1beta1, sliceToV1beta1),
}

/** The shapes of v1beta2 and v1 of the device API are one, and differ from v1beta1's. */
function betweenBeta1(from: Conversion, to: Conversion): Record<string, Conversion> {
  const group = 'resource.k8s.io'
  return Object.fromEntries(
    ['v1', 'v1beta2'].flatMap((version) => [
      [`${group}/v1beta1 ${group}/${version}`, from],
      [`${group}/${version} ${group}/v1beta1`, to],
    ]),
  )
}

/**
 * The object, or each item of a list, as another version of its group has it (core and events.k8s.io are one group
 * here). Never changes `object`; what is equal in both versions is shared. Returns `object` if it is of that version.
 */
export function convert<T extends KubeObject = KubeObject>(object: KubeObject, to: Target): T {
  const apiVersion = apiVersionOf(to)
  if (object.apiVersion === apiVersion) return object as T
  const items = (object as { items?: unknown }).items
  if (object.kind.endsWith('List') && Array.isArray(items)) return convertList(object, items, to) as T
  const step = conversions[object.kind]?.[`${object.apiVersion} ${apiVersion}`]
  return { ...(step ? step(object) : object), apiVersion } as T
}

/** Items of a list mostly do not say their version and kind, and then do not afterwards: they are the list's. */
function convertList(list: KubeObject, items: readonly Partial<KubeObject>[], to: Target): KubeObject {
  const kind = list.kind.slice(0, -'List'.length)
  const converted = items.map((item) => {
    const whole = convert({ ...item, apiVersion: list.apiVersion, kind } as KubeObject, to)
    if (item.kind) return whole
    const { apiVersion: _, kind: __, ...bare } = whole
    return bare
  })
  return { ...list, apiVersion: apiVersionOf(to), items: converted } as KubeObject
}
