import type { Pod } from '@knarr/api/core/v1'
import { type PriorityClass, priorityClasses } from '@knarr/api/scheduling/v1'
import type { AdmissionAttributes, AdmissionContext, AdmissionPlugin } from '../../admission-plugin.ts'
import { ConfigurationIndex } from '../../configuration-index.ts'
import type { PluginParts } from '../../plugin-parts.ts'
import { refusal } from '../../refusal.ts'
import { isOfPods } from '../pod-attributes.ts'

interface Computed {
  readonly name: string
  readonly value: number
  readonly preemptionPolicy: string
}

const none: Computed = { name: '', value: 0, preemptionPolicy: 'PreemptLowerPriority' }

/** Gives pods the priority of their class, or of the default one; of the latter there is only one. */
export function priority({ caches }: PluginParts): AdmissionPlugin {
  const defaults = new ConfigurationIndex<PriorityClass, readonly PriorityClass[]>(
    caches,
    priorityClasses,
    (classes) => classes.filter(({ globalDefault }) => globalDefault),
  )
  return {
    name: 'Priority',

    handles: (attributes) =>
      attributes.operation !== 'DELETE' &&
      (isOfPods(attributes) || (isOfClasses(attributes) && attributes.subresource === '')),

    async admit(attributes, context) {
      if (!isOfPods(attributes)) return
      const { spec } = attributes.object as Pod
      if (attributes.operation === 'UPDATE') {
        const before = (attributes.old as Pod).spec.priority
        if (spec.priority === undefined && before !== undefined) spec.priority = before
        return
      }
      const computed = spec.priorityClassName
        ? await namedClass(attributes, spec.priorityClassName, context)
        : smallest(await defaults.current())
      setPriority(attributes, computed)
    },

    async validate(attributes) {
      const { object } = attributes
      if (!isOfClasses(attributes) || !(object as PriorityClass).globalDefault) return
      const other = (await defaults.current()).find(({ metadata }) => metadata.name !== attributes.name)
      if (!other) return
      const why = `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`
      throw refusal(attributes, why)
    },
  }
}

function isOfClasses({ resource }: AdmissionAttributes): boolean {
  return resource.plural === priorityClasses.plural && resource.group === priorityClasses.group
}

async function namedClass(
  attributes: AdmissionAttributes,
  className: string,
  context: AdmissionContext,
): Promise<Computed> {
  const found = await context.find<PriorityClass>(priorityClasses, { namespace: '', name: className })
  if (!found) throw refusal(attributes, `no PriorityClass with name ${className} was found`)
  return computedOf(found)
}

/** Two defaults may have been there before this plugin was. */
function smallest(classes: readonly PriorityClass[]): Computed {
  const [first] = classes.toSorted((one, other) => (one.value ?? 0) - (other.value ?? 0))
  return first ? computedOf(first) : none
}

function computedOf({ metadata, value = 0, preemptionPolicy }: PriorityClass): Computed {
  return { name: metadata.name, value, preemptionPolicy: preemptionPolicy ?? none.preemptionPolicy }
}

function setPriority(attributes: AdmissionAttributes, computed: Computed): void {
  const { spec } = attributes.object as Pod
  const refuse = (what: string, given: unknown, wanted: unknown): Error => {
    const why = `${what} (${given}) must not be provided in pod spec; priority admission controller computed ${wanted} from the given PriorityClass name`
    return refusal(attributes, `the ${why}`)
  }
  if (spec.priority !== undefined && spec.priority !== computed.value) {
    throw refuse('integer value of priority', spec.priority, computed.value)
  }
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== computed.preemptionPolicy) {
    throw refuse('string value of PreemptionPolicy', spec.preemptionPolicy, computed.preemptionPolicy)
  }
  if (computed.name) spec.priorityClassName = computed.name
  spec.priority = computed.value
  spec.preemptionPolicy = computed.preemptionPolicy
}
