const names = [
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
] as const

/** A status code as messages and metrics have it: `NotFound`, and `Code(42)` for what gRPC does not know. */
export function grpcCodeName(code: number): string {
  return names[code] ?? `Code(${code})`
}
