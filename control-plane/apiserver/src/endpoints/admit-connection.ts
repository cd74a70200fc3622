import type { AdmissionAttributes } from '../admission/admission-plugin.ts'
import type { ResourceCall } from './resource-call.ts'

/** The options of a connection, as fields of the object that admission sees. */
export interface ConnectionOptions {
  readonly kind: string
  readonly [field: string]: unknown
}

/** Lets admission judge a connection before it is opened. @throws StatusError of who refuses it */
export async function admitConnection(
  { parts, request, info, resource }: ResourceCall,
  { kind, ...fields }: ConnectionOptions,
): Promise<void> {
  const object = { kind, apiVersion: 'v1', metadata: {}, ...fields }
  const attributes = {
    operation: 'CONNECT',
    resource: resource.api,
    subresource: info.subresource,
    namespace: info.namespace,
    name: info.name,
    // Options have no metadata of their own.
    object: object as unknown as AdmissionAttributes['object'],
    user: request.user,
    isDryRun: false,
    fieldManager: '',
    warnings: request.warnings,
    ...(request.audit ? { annotate: request.audit.annotate } : {}),
  } as const
  await parts.admission.admit(attributes)
  await parts.admission.validate(attributes)
}
