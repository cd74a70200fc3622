import { secretNamesOf } from '@knarr/api'
import { type Pod, type ServiceAccount, serviceAccounts } from '@knarr/api/core/v1'
import { notFound } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionContext, AdmissionPlugin } from '../../admission-plugin.ts'
import { refusal } from '../../refusal.ts'
import { isMirrorPod, isPodCreation } from '../pod-attributes.ts'
import { mountToken } from './token-volume.ts'

const defaultAccount = 'default'
/** A controller is about to create the default account of a new namespace: upstream looks ten times. */
const defaultAccountTimeoutMs = 1350

/** Every pod runs as an account that exists, with its token and its image pull secrets. */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',

  handles: isPodCreation,

  async admit(attributes, context) {
    const pod = attributes.object as Pod
    if (isMirrorPod(pod)) return
    const { spec } = pod
    spec.serviceAccountName ||= defaultAccount
    spec.serviceAccount = spec.serviceAccountName
    const account = await accountOf(attributes, spec.serviceAccountName, context)
    if (shouldMount(account, pod)) mountToken(spec, context.random)
    if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length) {
      spec.imagePullSecrets = account.imagePullSecrets.map((secret) => ({ ...secret }))
    }
  },

  async validate(attributes, context) {
    const pod = attributes.object as Pod
    if (isMirrorPod(pod)) return refuseReferences(attributes, pod)
    const name = pod.spec.serviceAccountName
    if (!name) {
      const subject = `${attributes.namespace}/${pod.metadata.name}`
      throw refusal(attributes, `no service account specified for pod ${subject}`)
    }
    await accountOf(attributes, name, context)
  },
}

function shouldMount(account: ServiceAccount, { spec }: Pod): boolean {
  return spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true
}

async function accountOf(
  attributes: AdmissionAttributes,
  name: string,
  context: AdmissionContext,
): Promise<ServiceAccount> {
  const { namespace } = attributes
  const key = { namespace, name }
  const account =
    name === defaultAccount
      ? await context.waitFor<ServiceAccount>(serviceAccounts, key, defaultAccountTimeoutMs)
      : await context.find<ServiceAccount>(serviceAccounts, key)
  if (account) return account
  const { message } = notFound({ group: '', plural: 'serviceaccount' }, name)
  throw refusal(attributes, `error looking up service account ${namespace}/${name}: ${message}`)
}

/** What a kubelet runs from a file must not get at what only the API server gives. */
function refuseReferences(attributes: AdmissionAttributes, { spec }: Pod): void {
  if (spec.serviceAccountName) throw refusal(attributes, 'a mirror pod may not reference service accounts')
  if (secretNamesOf(spec).length > 0) throw refusal(attributes, 'a mirror pod may not reference secrets')
  const sources = (spec.volumes ?? []).flatMap(({ projected }) => projected?.sources ?? [])
  if (sources.some((source) => source.serviceAccountToken)) {
    throw refusal(attributes, 'a mirror pod may not use ServiceAccountToken volume projections')
  }
}
