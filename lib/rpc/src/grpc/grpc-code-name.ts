/** gRPC's names for its status codes, in order. */
export const grpcCodeNames: readonly string[] = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
]

/** A status code as messages and metrics have it: `NotFound`, and `Code(42)` for what gRPC does not know. */
export function grpcCodeName(code: number): string {
  return grpcCodeNames[code] ?? `Code(${code})`
}
