import type { KubeObject } from '@knarr/machinery'
import type { AdmissionAttributes } from '../admission/admission-plugin.ts'
import type { ResourceCall } from './resource-call.ts'
import type { WriteOptions } from './write-options.ts'

/** What is sent to a subresource to be done rather than kept, of a kind of its own. */
export interface SentObject extends Partial<Pick<WriteOptions, 'isDryRun' | 'fieldManager'>> {
  readonly operation: 'CREATE' | 'CONNECT'
  /** Admission may change it. */
  readonly object: KubeObject
  /** The one in the path unless given. */
  readonly name?: string
}

/**
 * Lets admission change what was sent; the function it answers lets admission judge what became of that.
 * @throws StatusError of who refuses it
 */
export async function admitSent(
  { parts, request, info, resource }: ResourceCall,
  { operation, object, name = info.name, isDryRun = false, fieldManager = '' }: SentObject,
): Promise<() => Promise<void>> {
  const attributes: AdmissionAttributes = {
    ...{ operation, object, name, isDryRun, fieldManager },
    resource: resource.api,
    subresource: info.subresource,
    namespace: info.namespace,
    user: request.user,
    warnings: request.warnings,
    ...(request.audit ? { annotate: request.audit.annotate } : {}),
  }
  await parts.admission.admit(attributes)
  return () => parts.admission.validate(attributes)
}
