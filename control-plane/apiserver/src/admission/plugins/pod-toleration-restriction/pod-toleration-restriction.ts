import { type Namespace, namespaces, type Pod, type Toleration } from '@knarr/api/core/v1'
import { fieldErrorText, notFound, StatusError } from '@knarr/machinery'
import { readConfiguration } from '../../../configuration/read-configuration.ts'
import { qosClassOf } from '../../../registry/core/pod/qos-class.ts'
import { validateTolerations } from '../../../registry/core/pod/scheduling-validation.ts'
import type { AdmissionAttributes, AdmissionContext, AdmissionPlugin } from '../../admission-plugin.ts'
import { isOfPods } from '../pod-attributes.ts'
import { isSuperset, mergeTolerations } from './merge-tolerations.ts'

/** What holds in namespaces whose annotations say nothing. */
export interface TolerationConfiguration {
  readonly default?: readonly Toleration[]
  readonly whitelist?: readonly Toleration[]
}

const defaultsAnnotation = 'scheduler.alpha.kubernetes.io/defaultTolerations'
const whitelistAnnotation = 'scheduler.alpha.kubernetes.io/tolerationsWhitelist'
const memoryPressure = { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' }

/** New pods get the tolerations of their namespace, and no pod others than its namespace's list has. */
export function podTolerationRestriction(configuration: TolerationConfiguration = {}): AdmissionPlugin {
  const refuseOthers = async (attributes: AdmissionAttributes, context: AdmissionContext): Promise<void> => {
    const { tolerations = [] } = (attributes.object as Pod).spec
    if (tolerations.length === 0) return
    const own = await annotated(attributes, context, whitelistAnnotation)
    const allowed = own ?? configuration.whitelist ?? []
    if (allowed.length === 0 || tolerations.every((one) => allowed.some((wide) => isSuperset(wide, one))))
      return
    const scope = own ? 'namespace' : 'cluster'
    throw bareError(
      `pod tolerations (possibly merged with namespace default tolerations) conflict with its ${scope} whitelist`,
    )
  }
  return {
    name: 'PodTolerationRestriction',

    handles: (attributes) => ['CREATE', 'UPDATE'].includes(attributes.operation) && isOfPods(attributes),

    async admit(attributes, context) {
      const { spec, status } = attributes.object as Pod
      const extra: Toleration[] = []
      if (attributes.operation === 'CREATE') {
        const own = await annotated(attributes, context, defaultsAnnotation)
        extra.push(...(own ?? configuration.default ?? []))
      }
      if ((status?.qosClass || qosClassOf(spec)) !== 'BestEffort') extra.push(memoryPressure)
      if (extra.length > 0) spec.tolerations = mergeTolerations(spec.tolerations ?? [], extra)
      await refuseOthers(attributes, context)
    },

    validate: refuseOthers,
  }
}

/** Reads a Configuration of the plugin. @throws Error in upstream's words */
export function parseTolerationConfiguration(text: string): TolerationConfiguration {
  const shape = { default: ['any'], whitelist: ['any'] } as const
  const group = 'podtolerationrestriction.admission.k8s.io'
  const given = readConfiguration<TolerationConfiguration>(text, 'Configuration', shape, group)
  const errors = (['default', 'whitelist'] as const).flatMap((list) =>
    validateTolerations(given[list], `podtolerationrestriction.${list}`),
  )
  if (errors.length > 0) throw new Error(`invalid config: [${errors.map(fieldErrorText).join(' ')}]`)
  return given
}

/** The tolerations of an annotation: undefined where there is none, nothing where it is empty. */
async function annotated(
  { namespace }: AdmissionAttributes,
  context: AdmissionContext,
  annotation: string,
): Promise<readonly Toleration[] | undefined> {
  const found = await context.find<Namespace>(namespaces, { namespace: '', name: namespace })
  if (!found) throw notFound(namespaces, namespace)
  const text = found.metadata.annotations?.[annotation]
  if (text === undefined || text === '') return text === '' ? [] : undefined
  try {
    const value: unknown = JSON.parse(text)
    if (value === null) return []
    if (Array.isArray(value)) return value as Toleration[]
  } catch (cause) {
    throw bareError((cause as Error).message)
  }
  throw bareError('json: cannot unmarshal into Go value of type []v1.Toleration')
}

/** Upstream answers with the bare error. */
function bareError(message: string): StatusError {
  return new StatusError({ code: 500, message })
}
