import type {
  Container,
  ContainerPort,
  EphemeralContainer,
  PodSpec,
  VolumeDevice,
  VolumeMount,
} from '@knarr/api/core/v1'
import {
  dns1123LabelErrors,
  duplicate,
  type FieldError,
  fieldNotFound,
  forbiddenField,
  invalid,
  ipErrors,
  notSupported,
  portNameErrors,
  portNumberErrors,
  required,
} from '@knarr/machinery'
import { each, invalidFor, oneOf, optionalOneOf, requiredWith } from '../../meta/field-check.ts'
import type { AnyContainer } from './container-defaults.ts'
import { validateEnv, validateEnvFrom } from './env-validation.ts'
import { validateDescendingPath } from './path-validation.ts'
import { validateResourceRequirements } from './resource-requirements-validation.ts'
import { validateSecurityContext } from './security-context-validation.ts'

const protocols = ['SCTP', 'TCP', 'UDP']
const pullPolicies = ['Always', 'IfNotPresent', 'Never']

/** What all containers of a pod are checked against. */
export interface PodScope {
  readonly spec: PodSpec
  readonly volumes: ReadonlySet<string>
  readonly claims: ReadonlySet<string>
}

/** What app, init and ephemeral containers have in common: upstream's `validateContainerCommon`. */
export function validateContainerBasics(
  container: AnyContainer,
  scope: PodScope,
  field: string,
): FieldError[] {
  const { spec, volumes, claims } = scope
  return [
    ...requiredWith(`${field}.name`, container.name, dns1123LabelErrors),
    ...(container.image ? [] : [required(`${field}.image`)]),
    ...oneOf(`${field}.terminationMessagePolicy`, container.terminationMessagePolicy, [
      'FallbackToLogsOnError',
      'File',
    ]),
    ...validatePorts(container.ports, `${field}.ports`),
    ...validateEnv(container.env, `${field}.env`),
    ...validateEnvFrom(container.envFrom, `${field}.envFrom`),
    ...validateVolumeMounts(container, volumes, `${field}.volumeMounts`),
    ...validateVolumeDevices(container, volumes, `${field}.volumeDevices`),
    ...oneOf(`${field}.imagePullPolicy`, container.imagePullPolicy, pullPolicies),
    ...validateResourceRequirements(container.resources, claims, `${field}.resources`),
    ...validateResizePolicy(container, `${field}.resizePolicy`),
    ...optionalOneOf(`${field}.restartPolicy`, container.restartPolicy, ['Always', 'Never', 'OnFailure']),
    ...validateSecurityContext(container.securityContext, spec.hostUsers ?? true, `${field}.securityContext`),
  ]
}

function validatePorts(ports: readonly ContainerPort[] | undefined, field: string): FieldError[] {
  const names = new Set<string>()
  return each(field, ports, (port, at) => {
    const errors = port.name ? invalidFor(`${at}.name`, port.name, portNameErrors(port.name)) : []
    if (port.name && errors.length === 0) {
      if (names.has(port.name)) errors.push(duplicate(`${at}.name`, port.name))
      names.add(port.name)
    }
    return [...errors, ...validatePortNumbers(port, at), ...oneOf(`${at}.protocol`, port.protocol, protocols)]
  })
}

function validatePortNumbers(port: ContainerPort, field: string): FieldError[] {
  const at = `${field}.containerPort`
  return [
    ...(port.containerPort
      ? invalidFor(at, port.containerPort, portNumberErrors(port.containerPort))
      : [required(at)]),
    ...(port.hostPort ? invalidFor(`${field}.hostPort`, port.hostPort, portNumberErrors(port.hostPort)) : []),
    ...(port.hostIP ? invalidFor(`${field}.hostIP`, port.hostIP, ipErrors(port.hostIP)) : []),
  ]
}

function validateVolumeMounts(
  container: AnyContainer,
  volumes: ReadonlySet<string>,
  field: string,
): FieldError[] {
  const paths = new Set<string>()
  const devices = new Set(container.volumeDevices?.map(({ devicePath }) => devicePath))
  return each(field, container.volumeMounts, (mount, at) => {
    const errors = requiredWith(`${at}.name`, mount.name)
    if (mount.name && !volumes.has(mount.name)) errors.push(fieldNotFound(`${at}.name`, mount.name))
    if (!mount.mountPath) errors.push(required(`${at}.mountPath`))
    if (paths.has(mount.mountPath)) errors.push(invalid(`${at}.mountPath`, mount.mountPath, 'must be unique'))
    paths.add(mount.mountPath)
    if (devices.has(mount.mountPath)) {
      errors.push(
        invalid(`${at}.mountPath`, mount.mountPath, 'must not already exist as a path in volumeDevices'),
      )
    }
    return [...errors, ...validateSubPath(mount, at), ...validateMountModes(mount, container, at)]
  })
}

function validateSubPath(mount: VolumeMount, field: string): FieldError[] {
  const errors = mount.subPath ? validateDescendingPath(`${field}.subPath`, mount.subPath) : []
  if (!mount.subPathExpr) return errors
  if (mount.subPath) {
    errors.push(
      invalid(`${field}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive'),
    )
  }
  return [...errors, ...validateDescendingPath(`${field}.subPathExpr`, mount.subPathExpr)]
}

function validateMountModes(mount: VolumeMount, container: AnyContainer, field: string): FieldError[] {
  const at = `${field}.mountPropagation`
  const errors = optionalOneOf(at, mount.mountPropagation, ['Bidirectional', 'HostToContainer', 'None'])
  if (mount.mountPropagation === 'Bidirectional' && !container.securityContext?.privileged) {
    errors.push(
      forbiddenField(at, 'Bidirectional mount propagation is available only to privileged containers'),
    )
  }
  const recursive = mount.recursiveReadOnly
  if (recursive === undefined) return errors
  const recursiveField = `${field}.recursiveReadOnly`
  errors.push(...optionalOneOf(recursiveField, recursive, ['Disabled', 'Enabled', 'IfPossible']))
  if (recursive !== 'Disabled' && !mount.readOnly) {
    errors.push(forbiddenField(recursiveField, 'may only be specified when readOnly is true'))
  }
  return errors
}

function validateVolumeDevices(
  container: AnyContainer,
  volumes: ReadonlySet<string>,
  field: string,
): FieldError[] {
  const paths = new Set<string>()
  const names = new Set<string>()
  const mounts = new Set(container.volumeMounts?.map(({ mountPath }) => mountPath))
  return each(field, container.volumeDevices, (device: VolumeDevice, at) => {
    const errors = requiredWith(`${at}.name`, device.name)
    if (names.has(device.name)) errors.push(invalid(`${at}.name`, device.name, 'must be unique'))
    if (device.name && !volumes.has(device.name)) errors.push(fieldNotFound(`${at}.name`, device.name))
    if (!device.devicePath) errors.push(required(`${at}.devicePath`))
    if (paths.has(device.devicePath))
      errors.push(invalid(`${at}.devicePath`, device.devicePath, 'must be unique'))
    if (mounts.has(device.devicePath)) {
      errors.push(
        invalid(`${at}.devicePath`, device.devicePath, 'must not already exist as a path in volumeMounts'),
      )
    }
    names.add(device.name)
    paths.add(device.devicePath)
    return errors
  })
}

function validateResizePolicy(container: AnyContainer, field: string): FieldError[] {
  const seen = new Set<string>()
  return each(field, container.resizePolicy, ({ resourceName, restartPolicy }, at) => {
    if (seen.has(resourceName)) return [duplicate(at, resourceName)]
    seen.add(resourceName)
    return [
      ...(['cpu', 'memory'].includes(resourceName)
        ? []
        : [notSupported(at, resourceName, ['cpu', 'memory'])]),
      ...(['NotRequired', 'RestartContainer'].includes(restartPolicy)
        ? []
        : [notSupported(at, restartPolicy, ['NotRequired', 'RestartContainer'])]),
    ]
  })
}

/** Two containers must not bind the same address, and with the host's network ports are host ports. */
export function validateHostPorts(
  containers: readonly Container[],
  hostNetwork: boolean,
  field: string,
): FieldError[] {
  const taken = new Set<string>()
  return each(field, containers, (container, at) =>
    each(`${at}.ports`, container.ports, (port, portField) => {
      const errors: FieldError[] = []
      const key = `${port.protocol}/${port.hostIP ?? ''}/${port.hostPort}`
      if (port.hostPort) {
        if (taken.has(key)) errors.push(duplicate(`${portField}.hostPort`, key))
        taken.add(key)
      }
      if (hostNetwork && port.hostPort !== port.containerPort) {
        const detail = 'must match `hostPort` when `hostNetwork` is true'
        errors.push(invalid(`${portField}.containerPort`, port.containerPort, detail))
      }
      return errors
    }),
  )
}

const ephemeralForbidden = [
  'ports',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
] as const

/** Ephemeral containers only look: no ports, probes, resources or mounts below a volume. */
export function validateEphemeralContainer(
  container: EphemeralContainer,
  scope: PodScope,
  field: string,
): FieldError[] {
  const errors = validateContainerBasics(container, scope, field)
  const target = container.targetContainerName
  const others = [...scope.spec.containers, ...(scope.spec.initContainers ?? [])].map(({ name }) => name)
  if (target && !others.includes(target)) errors.push(fieldNotFound(`${field}.targetContainerName`, target))
  for (const key of ephemeralForbidden) {
    const value = container[key]
    const isSet =
      value !== undefined && Object.keys(Object(value)).length + Number(typeof value === 'string') > 0
    if (isSet) errors.push(forbiddenField(`${field}.${key}`, 'cannot be set for an Ephemeral Container'))
  }
  container.volumeMounts?.forEach((mount, index) => {
    for (const key of ['subPath', 'subPathExpr'] as const) {
      if (!mount[key]) continue
      const at = `${field}.volumeMounts[${index}].${key}`
      errors.push(forbiddenField(at, 'cannot be set for an Ephemeral Container'))
    }
  })
  return errors
}
