import { admitSent } from './admit-sent.ts'
import type { ResourceCall } from './resource-call.ts'

/** The options of a connection, as fields of the object that admission sees. */
export interface ConnectionOptions {
  readonly kind: string
  readonly [field: string]: unknown
}

/** Lets admission judge a connection before it is opened. @throws StatusError of who refuses it */
export async function admitConnection(
  call: ResourceCall,
  { kind, ...fields }: ConnectionOptions,
): Promise<void> {
  // Options have no metadata of their own.
  const object = { kind, apiVersion: 'v1', metadata: {} as never, ...fields }
  const validate = await admitSent(call, { operation: 'CONNECT', object })
  await validate()
}
