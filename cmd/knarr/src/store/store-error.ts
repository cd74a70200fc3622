import { StartError } from '../start-error.ts'

const forUsers: readonly string[] = ['BackendError', 'CopyError', 'EtcdUnavailable', 'GrpcError']

/** What a store refused, as a sentence for the user where it is one; else the error itself. */
export function storeError(cause: unknown): unknown {
  const { name, message } = cause as Error
  return forUsers.includes(name) ? new StartError(message, { cause }) : cause
}
