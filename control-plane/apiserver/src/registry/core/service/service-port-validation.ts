import type { ServicePort, ServiceSpec } from '@knarr/api/core/v1'
import {
  dns1123LabelErrors,
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  portNumberErrors,
  qualifiedNameErrors,
  required,
} from '@knarr/machinery'
import { each, invalidFor, oneOf } from '../../meta/field-check.ts'
import { validatePortOrName } from '../pod/probe-validation.ts'

const kubeletPort = 10250

/** Upstream's `validateServicePort`, and what no two ports may share. */
export function validateServicePorts(spec: ServiceSpec, field: string): FieldError[] {
  const ports = spec.ports ?? []
  if (ports.length === 0 && spec.clusterIP !== 'None' && spec.type !== 'ExternalName')
    return [required(field)]
  const needsName = ports.length > 1
  return [
    ...each(field, ports, (port, at) => [
      ...validateName(port.name, needsName, `${at}.name`),
      ...validatePort(port, spec, at),
    ]),
    ...validateDistinct(ports, field),
  ]
}

function validateName(name: string | undefined, isRequired: boolean, field: string): FieldError[] {
  if (!name) return isRequired ? [required(field)] : []
  return invalidFor(field, name, dns1123LabelErrors(name))
}

function validatePort(port: ServicePort, spec: ServiceSpec, field: string): FieldError[] {
  const errors = invalidFor(`${field}.port`, port.port, portNumberErrors(port.port))
  errors.push(...oneOf(`${field}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']))
  errors.push(...validatePortOrName(`${field}.targetPort`, port.targetPort))
  if (port.appProtocol) {
    errors.push(
      ...invalidFor(`${field}.appProtocol`, port.appProtocol, qualifiedNameErrors(port.appProtocol)),
    )
  }
  if (spec.type === 'LoadBalancer' && port.port === kubeletPort) {
    const detail = `may not expose port ${kubeletPort} externally since it is used by kubelet`
    errors.push(invalid(`${field}.port`, port.port, detail))
  }
  if (port.nodePort && (spec.type === 'ClusterIP' || spec.type === 'ExternalName')) {
    errors.push(forbiddenField(`${field}.nodePort`, `may not be used when \`type\` is '${spec.type}'`))
  }
  return errors
}

function validateDistinct(ports: readonly ServicePort[], field: string): FieldError[] {
  const names = new Set<string>()
  const numbers = new Set<string>()
  const nodePorts = new Set<string>()
  const isRepeated = (seen: Set<string>, key: string): boolean => seen.has(key) || !seen.add(key)
  return each(field, ports, ({ name, protocol, port, nodePort }, at) => {
    const errors: FieldError[] = []
    if (name && isRepeated(names, name)) errors.push(duplicate(`${at}.name`, name))
    if (isRepeated(numbers, `${protocol}/${port}`)) errors.push(duplicate(at, { protocol, port }))
    if (nodePort && isRepeated(nodePorts, `${protocol}/${nodePort}`)) {
      errors.push(duplicate(`${at}.nodePort`, { protocol, nodePort }))
    }
    return errors
  })
}
