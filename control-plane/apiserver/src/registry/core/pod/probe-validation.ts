import type { Container, Lifecycle, LifecycleHandler, Probe } from '@knarr/api/core/v1'
import {
  type FieldError,
  forbiddenField,
  invalid,
  portNameErrors,
  portNumberErrors,
  required,
} from '@knarr/machinery'
import { each, invalidFor, nonNegative, oneOf } from '../../meta/field-check.ts'

/** A port by number or by name. */
export function validatePortOrName(field: string, port: number | string | undefined): FieldError[] {
  if (typeof port === 'string') return invalidFor(field, port, portNameErrors(port))
  return invalidFor(field, port ?? 0, portNumberErrors(port ?? 0))
}

type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> & Pick<LifecycleHandler, 'sleep'>
type HandlerKind = 'exec' | 'httpGet' | 'tcpSocket' | 'grpc' | 'sleep'

const handlerChecks: {
  readonly [K in HandlerKind]: (action: NonNullable<Handler[K]>, field: string) => FieldError[]
} = {
  exec: (action, field) => (action.command?.length ? [] : [required(`${field}.command`)]),
  httpGet: (action, field) => [
    ...(action.path ? [] : [required(`${field}.path`)]),
    ...validatePortOrName(`${field}.port`, action.port),
    ...oneOf(`${field}.scheme`, action.scheme, ['HTTP', 'HTTPS']),
    ...each(`${field}.httpHeaders`, action.httpHeaders, (header, at) =>
      validateHeaderName(header.name, `${at}.name`),
    ),
  ],
  tcpSocket: (action, field) => validatePortOrName(`${field}.port`, action.port),
  grpc: (action, field) => invalidFor(`${field}.port`, action.port, portNumberErrors(action.port)),
  sleep: () => [],
}

function validateHeaderName(name: string, field: string): FieldError[] {
  if (/^[-A-Za-z0-9]+$/.test(name)) return []
  const detail =
    "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"
  return [invalid(field, name, detail)]
}

function validateHandler(handler: Handler, field: string): FieldError[] {
  const kinds = (['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const).filter((kind) => handler[kind])
  const [first, ...others] = kinds
  if (!first) return [required(field, 'must specify a handler type')]
  const check = handlerChecks[first] as (action: unknown, at: string) => FieldError[]
  return [
    ...check(handler[first], `${field}.${first}`),
    ...others.map((kind) => forbiddenField(`${field}.${kind}`, 'may not specify more than 1 handler type')),
  ]
}

function validateProbe(probe: Probe, field: string): FieldError[] {
  const counts = [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ] as const
  const grace = probe.terminationGracePeriodSeconds
  const errors = [
    ...validateHandler(probe, field),
    ...counts.flatMap((key) => nonNegative(`${field}.${key}`, probe[key])),
  ]
  if (typeof grace === 'number' && grace <= 0) {
    errors.push(invalid(`${field}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'))
  }
  return errors
}

/** The three probes of a container; only readiness counts more than one success. */
export function validateProbes(container: Partial<Container>, field: string): FieldError[] {
  const errors: FieldError[] = []
  for (const kind of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    const probe = container[kind]
    if (!probe) continue
    const at = `${field}.${kind}`
    errors.push(...validateProbe(probe, at))
    if (kind === 'readinessProbe') errors.push(...validateReadinessGrace(probe, at))
    else if (probe.successThreshold !== 1) {
      errors.push(invalid(`${at}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'))
    }
  }
  return errors
}

function validateReadinessGrace(probe: Probe, field: string): FieldError[] {
  const grace = probe.terminationGracePeriodSeconds
  if (typeof grace !== 'number') return []
  return [invalid(`${field}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes')]
}

/** `graceSeconds` is the pod's: a sleep must end before the pod is killed. */
export function validateLifecycle(
  lifecycle: Lifecycle | undefined,
  graceSeconds: number,
  field: string,
): FieldError[] {
  return (['postStart', 'preStop'] as const).flatMap((kind) => {
    const handler = lifecycle?.[kind]
    if (!handler) return []
    const seconds = handler.sleep?.seconds
    const errors = validateHandler(handler, `${field}.${kind}`)
    if (seconds !== undefined && (seconds < 0 || seconds > graceSeconds)) {
      const detail = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`
      errors.push(invalid(`${field}.${kind}.sleep`, seconds, detail))
    }
    return errors
  })
}
