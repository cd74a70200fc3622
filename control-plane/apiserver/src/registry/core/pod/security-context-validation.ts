import type {
  AppArmorProfile,
  PodSecurityContext,
  PodSpec,
  SeccompProfile,
  SecurityContext,
} from '@knarr/api/core/v1'
import { duplicate, type FieldError, forbiddenField, invalid, required } from '@knarr/machinery'
import { each, inRange, oneOf, optionalOneOf } from '../../meta/field-check.ts'
import { validateDescendingPath } from './path-validation.ts'

const idRange = [0, 2 ** 31 - 1] as const
const sysctlName = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*([a-z0-9][-_a-z0-9]*[a-z0-9]|[a-z0-9])$/

/** A container's security context; `hostUsers` is the pod's. */
export function validateSecurityContext(
  context: SecurityContext | undefined,
  hostUsers: boolean,
  field: string,
): FieldError[] {
  if (!context) return []
  return [
    ...inRange(`${field}.runAsUser`, context.runAsUser, idRange),
    ...inRange(`${field}.runAsGroup`, context.runAsGroup, idRange),
    ...validateProcMount(context.procMount, hostUsers, `${field}.procMount`),
    ...validateSeccomp(context.seccompProfile, `${field}.seccompProfile`),
    ...validatePrivileges(context, field),
    ...validateAppArmor(context.appArmorProfile, `${field}.appArmorProfile`),
  ]
}

function validateProcMount(procMount: string | undefined, hostUsers: boolean, field: string): FieldError[] {
  const errors = optionalOneOf(field, procMount, ['Default', 'Unmasked'])
  if (procMount === 'Unmasked' && hostUsers) {
    errors.push(invalid(field, procMount, '`hostUsers` must be false to use `Unmasked`'))
  }
  return errors
}

function validatePrivileges(context: SecurityContext, field: string): FieldError[] {
  if (context.allowPrivilegeEscalation !== false) return []
  const errors: FieldError[] = []
  if (context.privileged) {
    errors.push(
      invalid(field, context, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'),
    )
  }
  if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) {
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'
    errors.push(invalid(field, context, detail))
  }
  return errors
}

function validateSeccomp(profile: SeccompProfile | undefined, field: string): FieldError[] {
  if (!profile) return []
  const local = profile.localhostProfile
  const errors = oneOf(`${field}.type`, profile.type, ['Localhost', 'RuntimeDefault', 'Unconfined'])
  if (profile.type === 'Localhost') {
    if (!local) return [required(`${field}.localhostProfile`, 'must be set when seccomp type is Localhost')]
    return [...errors, ...validateDescendingPath(`${field}.localhostProfile`, local)]
  }
  if (local !== undefined) {
    errors.push(invalid(`${field}.localhostProfile`, local, 'can only be set when seccomp type is Localhost'))
  }
  return errors
}

function validateAppArmor(profile: AppArmorProfile | undefined, field: string): FieldError[] {
  if (!profile) return []
  const local = profile.localhostProfile
  const errors = oneOf(`${field}.type`, profile.type, ['Localhost', 'RuntimeDefault', 'Unconfined'])
  if (profile.type === 'Localhost' && !local?.trim()) {
    errors.push(required(`${field}.localhostProfile`, 'must be set when AppArmor type is Localhost'))
  }
  if (profile.type !== 'Localhost' && local !== undefined) {
    errors.push(
      invalid(`${field}.localhostProfile`, local, 'can only be set when AppArmor type is Localhost'),
    )
  }
  return errors
}

/** The pod's own context, and the host namespaces it must agree with. */
export function validatePodSecurityContext(spec: PodSpec, field: string): FieldError[] {
  const context = spec.securityContext
  if (!context) return []
  return [
    ...inRange(`${field}.fsGroup`, context.fsGroup, idRange),
    ...inRange(`${field}.runAsUser`, context.runAsUser, idRange),
    ...inRange(`${field}.runAsGroup`, context.runAsGroup, idRange),
    ...each(`${field}.supplementalGroups`, context.supplementalGroups, (group, at) =>
      inRange(at, group, idRange),
    ),
    ...(spec.shareProcessNamespace && spec.hostPID
      ? [invalid('shareProcessNamespace', true, 'ShareProcessNamespace and HostPID cannot both be enabled')]
      : []),
    ...validateSysctls(context, spec, `${field}.sysctls`),
    ...optionalOneOf(`${field}.fsGroupChangePolicy`, context.fsGroupChangePolicy, [
      'Always',
      'OnRootMismatch',
    ]),
    ...optionalOneOf(`${field}.supplementalGroupsPolicy`, context.supplementalGroupsPolicy, [
      'Merge',
      'Strict',
    ]),
    ...optionalOneOf(`${field}.seLinuxChangePolicy`, context.seLinuxChangePolicy, [
      'MountOption',
      'Recursive',
    ]),
    ...validateSeccomp(context.seccompProfile, `${field}.seccompProfile`),
    ...validateAppArmor(context.appArmorProfile, `${field}.appArmorProfile`),
  ]
}

function validateSysctls(context: PodSecurityContext, spec: PodSpec, field: string): FieldError[] {
  const seen = new Set<string>()
  return each(field, context.sysctls, ({ name }, at) => {
    if (!name) return [required(`${at}.name`)]
    if (name.length > 253 || !sysctlName.test(name)) {
      const detail = `must have at most 253 characters and match regex ${sysctlName.source}`
      return [invalid(`${at}.name`, name, detail)]
    }
    const normal = name.replaceAll('/', '.')
    if (seen.has(normal)) return [duplicate(`${at}.name`, name)]
    seen.add(normal)
    return validateHostSysctl(normal, spec, `${at}.name`)
  })
}

function validateHostSysctl(name: string, spec: PodSpec, field: string): FieldError[] {
  if (spec.hostNetwork && name.startsWith('net.')) {
    return [invalid(field, name, "may not be specified when 'hostNetwork' is true")]
  }
  if (spec.hostIPC && /^(kernel\.(shm|msg|sem)|fs\.mqueue\.)/.test(name)) {
    return [invalid(field, name, "may not be specified when 'hostIPC' is true")]
  }
  return []
}

/** User namespaces exclude the host's other namespaces. */
export function validateHostUsers(spec: PodSpec, field: string): FieldError[] {
  if (spec.hostUsers !== false) return []
  const errors: FieldError[] = []
  for (const [key, on] of [
    ['hostNetwork', spec.hostNetwork],
    ['hostPID', spec.hostPID],
    ['hostIPC', spec.hostIPC],
  ] as const) {
    if (on) errors.push(forbiddenField(`${field}.${key}`, `when \`hostUsers\` is false`))
  }
  return errors
}
