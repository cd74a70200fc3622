import type { Container, Pod, SeccompProfile, SecurityContext } from '@knarr/api/core/v1'
import type { ContainerSecurity, Image, NamespaceOptions, SandboxSecurity, SecurityProfile } from '@knarr/rpc'
import { ConfigError } from './config-error.ts'

const maskedPaths = [
  '/proc/asound',
  '/proc/acpi',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
]
const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger']

export function namespacesOf({ spec }: Pod, targetId?: string): NamespaceOptions {
  const pid = spec.hostPID ? 'NODE' : targetId ? 'TARGET' : spec.shareProcessNamespace ? 'POD' : 'CONTAINER'
  return {
    network: spec.hostNetwork ? 'NODE' : 'POD',
    pid,
    ipc: spec.hostIPC ? 'NODE' : 'POD',
    ...(targetId ? { targetId } : {}),
  }
}

export function sandboxSecurityOf(pod: Pod): SandboxSecurity {
  const context = pod.spec.securityContext ?? {}
  const all = [...(pod.spec.initContainers ?? []), ...pod.spec.containers]
  return {
    privileged: all.some(({ securityContext }) => securityContext?.privileged === true),
    ...numbers(context),
    supplementalGroups: groupsOf(pod),
    ...profile(context.seccompProfile),
  }
}

/** The container's own settings over the pod's. @throws ConfigError when it must not run as root but would */
export function containerSecurityOf(
  pod: Pod,
  container: Container,
  image: Image | undefined,
  targetId?: string,
): ContainerSecurity {
  const own: SecurityContext = container.securityContext ?? {}
  const shared = pod.spec.securityContext ?? {}
  verifyNonRoot(pod, container, image)
  const isUnmasked = own.procMount === 'Unmasked' || own.privileged === true
  return {
    privileged: own.privileged ?? false,
    ...userOf(own.runAsUser ?? shared.runAsUser, image),
    ...numbers({ runAsGroup: own.runAsGroup ?? shared.runAsGroup }),
    supplementalGroups: groupsOf(pod),
    readonlyRootfs: own.readOnlyRootFilesystem ?? false,
    noNewPrivileges: own.allowPrivilegeEscalation === false,
    addCapabilities: own.capabilities?.add ?? [],
    dropCapabilities: own.capabilities?.drop ?? [],
    ...profile(own.seccompProfile ?? shared.seccompProfile),
    maskedPaths: isUnmasked ? [] : maskedPaths,
    readonlyPaths: isUnmasked ? [] : readonlyPaths,
    namespaces: namespacesOf(pod, targetId),
  }
}

/** The user asked for, else the image's. */
function userOf(
  asked: number | undefined,
  image: Image | undefined,
): { runAsUser?: number; runAsUsername?: string } {
  const user = asked ?? image?.uid
  if (user !== undefined) return { runAsUser: user }
  return image?.username ? { runAsUsername: image.username } : {}
}

function verifyNonRoot(pod: Pod, container: Container, image: Image | undefined): void {
  const own = container.securityContext ?? {}
  const shared = pod.spec.securityContext ?? {}
  if (!(own.runAsNonRoot ?? shared.runAsNonRoot)) return
  const user = own.runAsUser ?? shared.runAsUser
  const place = `pod: "${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})", container: ${container.name}`
  if (user === 0) throw new ConfigError(`container's runAsUser breaks non-root policy (${place})`)
  if (user !== undefined) return
  if (image?.username) {
    throw new ConfigError(
      `container has runAsNonRoot and image has non-numeric user (${image.username}), cannot verify user is non-root (${place})`,
    )
  }
  if ((image?.uid ?? 0) === 0)
    throw new ConfigError(`container has runAsNonRoot and image will run as root (${place})`)
}

function numbers(context: { runAsUser?: number | undefined; runAsGroup?: number | undefined }): {
  runAsUser?: number
  runAsGroup?: number
} {
  return {
    ...(context.runAsUser === undefined ? {} : { runAsUser: context.runAsUser }),
    ...(context.runAsGroup === undefined ? {} : { runAsGroup: context.runAsGroup }),
  }
}

function groupsOf({ spec }: Pod): number[] {
  const { supplementalGroups = [], fsGroup } = spec.securityContext ?? {}
  return fsGroup === undefined ? supplementalGroups : [...supplementalGroups, fsGroup]
}

function profile(seccomp: SeccompProfile | undefined): { seccomp?: SecurityProfile } {
  if (!seccomp) return { seccomp: { type: 'Unconfined' } }
  const { type, localhostProfile } = seccomp
  const ref = localhostProfile === undefined ? {} : { localhostRef: localhostProfile }
  return { seccomp: { type: type as SecurityProfile['type'], ...ref } }
}
