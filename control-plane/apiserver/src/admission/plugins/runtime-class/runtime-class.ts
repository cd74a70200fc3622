import { amountsOf } from '@knarr/api'
import type { Pod, PodSpec, Toleration } from '@knarr/api/core/v1'
import { type RuntimeClass, runtimeClasses } from '@knarr/api/node/v1'
import { deepEqual } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionContext, AdmissionPlugin } from '../../admission-plugin.ts'
import { refusal } from '../../refusal.ts'
import { isPodCreation } from '../pod-attributes.ts'

type ResourceList = Readonly<Record<string, string>>

/** Gives pods the overhead of their runtime class, and sends them to nodes that have it. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',

  handles: isPodCreation,

  async admit(attributes, context) {
    const found = await classOf(attributes, context)
    if (!found) return
    const { spec } = attributes.object as Pod
    setOverhead(attributes, spec, found)
    setScheduling(attributes, spec, found)
  },

  async validate(attributes, context) {
    const { overhead } = (attributes.object as Pod).spec
    const found = await classOf(attributes, context)
    if (found?.overhead || Object.keys(overhead ?? {}).length === 0) return
    throw refusal(
      attributes,
      'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    )
  },
}

async function classOf(
  attributes: AdmissionAttributes,
  context: AdmissionContext,
): Promise<RuntimeClass | undefined> {
  const { runtimeClassName: name } = (attributes.object as Pod).spec
  if (name === undefined) return undefined
  const found = await context.find<RuntimeClass>(runtimeClasses, { namespace: '', name })
  if (!found) throw refusal(attributes, `pod rejected: RuntimeClass "${name}" not found`)
  return found
}

function setOverhead(attributes: AdmissionAttributes, spec: PodSpec, { overhead }: RuntimeClass): void {
  const podFixed = overhead?.podFixed
  if (!podFixed) return
  if (Object.keys(spec.overhead ?? {}).length > 0 && !isSameList(spec.overhead ?? {}, podFixed)) {
    throw refusal(attributes, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
  }
  spec.overhead = { ...podFixed }
}

function isSameList(one: ResourceList, other: ResourceList): boolean {
  const [left, right] = [amountsOf(one), amountsOf(other)]
  return (
    left.size === right.size && [...left].every(([name, amount]) => right.get(name)?.compare(amount) === 0)
  )
}

function setScheduling(attributes: AdmissionAttributes, spec: PodSpec, { scheduling }: RuntimeClass): void {
  if (!scheduling) return
  for (const [key, value] of Object.entries(scheduling.nodeSelector ?? {})) {
    const own = spec.nodeSelector?.[key]
    if (own !== undefined && own !== value) {
      throw refusal(
        attributes,
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`,
      )
    }
    spec.nodeSelector = { ...spec.nodeSelector, [key]: value }
  }
  const missing = (scheduling.tolerations ?? []).filter((each) => !hasToleration(spec, each))
  if (missing.length > 0) spec.tolerations = [...(spec.tolerations ?? []), ...missing]
}

function hasToleration({ tolerations = [] }: PodSpec, wanted: Toleration): boolean {
  return tolerations.some((each) => deepEqual(each, wanted))
}
