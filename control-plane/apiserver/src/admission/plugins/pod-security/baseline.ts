import type { LifecycleHandler, Probe, SELinuxOptions } from '@knarr/api/core/v1'
import {
  type AnyContainer,
  type Check,
  containersText,
  containersThat,
  type Judged,
  plural,
  quoted,
  settersText,
  sortedSet,
  type Violation,
} from './check.ts'
import { unsafeSysctls } from './sysctls.ts'

const defaultCapabilities =
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  )
const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/'

const appArmorProfile: Check = ({ annotations, spec }) => {
  const noted = Object.entries(annotations)
    .filter(
      ([key, value]) => key.startsWith(appArmorPrefix) && !/^($|runtime\/default$|localhost\/)/.test(value),
    )
    .map(([key, value]) => `${key}="${value}"`)
    .sort()
  const typed = profileSetters(spec, (context) => context?.appArmorProfile?.type)
  const details = typed.text ? [`${typed.text} must not set AppArmor profile type to ${typed.values}`] : []
  const all = [...details, ...noted]
  return all.length === 0
    ? undefined
    : { reason: plural('forbidden AppArmor profile', all), detail: all.join(', ') }
}

/** Which may be added; for restricted pods it is another check's. */
const capabilities: Check = (pod) => addedCapabilities(pod, defaultCapabilities, 'non-default capabilities')

export function addedCapabilities(
  pod: Judged,
  allowed: readonly string[],
  reason: string,
): Violation | undefined {
  const added = ({ securityContext }: AnyContainer): string[] =>
    (securityContext?.capabilities?.add ?? []).filter((name) => !allowed.includes(name))
  const bad = containersThat(pod, (container) => added(container).length > 0)
  if (bad.length === 0) return undefined
  const names = quoted(sortedSet(bad.flatMap(added)))
  return {
    reason,
    detail: `${containersText(bad)} must not include ${names} in securityContext.capabilities.add`,
  }
}

const hostNamespaces: Check = ({ spec }) => {
  const used = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => spec[name])
  if (used.length === 0) return undefined
  return { reason: 'host namespaces', detail: used.map((name) => `${name}=true`).join(', ') }
}

const hostPathVolumes: Check = ({ spec }) => {
  const names = (spec.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name }) => name)
  if (names.length === 0) return undefined
  return { reason: 'hostPath volumes', detail: `${plural('volume', names)} ${quoted(names)}` }
}

const hostPorts: Check = (pod) => {
  const portsOf = ({ ports = [] }: AnyContainer): number[] => ports.flatMap(({ hostPort }) => hostPort || [])
  const bad = containersThat(pod, (container) => portsOf(container).length > 0)
  if (bad.length === 0) return undefined
  const ports = sortedSet(bad.flatMap(portsOf).map(String))
  const use = bad.length === 1 ? 'uses' : 'use'
  return {
    reason: 'hostPort',
    detail: `${containersText(bad)} ${use} ${plural('hostPort', ports)} ${ports.join(', ')}`,
  }
}

const hostProbes: Check = (pod) => {
  if (pod.minor < 34) return undefined
  const hostsOf = (container: AnyContainer): string[] =>
    [
      ...[container.livenessProbe, container.readinessProbe, container.startupProbe],
      ...[container.lifecycle?.postStart, container.lifecycle?.preStop],
    ].flatMap((handler: Probe | LifecycleHandler | undefined) =>
      [handler?.httpGet?.host, handler?.tcpSocket?.host].filter((host) => host !== undefined && host !== ''),
    ) as string[]
  const bad = containersThat(pod, (container) => hostsOf(container).length > 0)
  if (bad.length === 0) return undefined
  const hosts = sortedSet(bad.flatMap(hostsOf))
  const use = bad.length === 1 ? 'uses' : 'use'
  const detail = `${containersText(bad)} ${use} ${plural('probe or lifecycle host', hosts)} ${quoted(hosts)}`
  return { reason: 'probe or lifecycle host', detail }
}

const privileged: Check = (pod) => {
  const bad = containersThat(pod, ({ securityContext }) => securityContext?.privileged === true)
  if (bad.length === 0) return undefined
  return {
    reason: 'privileged',
    detail: `${containersText(bad)} must not set securityContext.privileged=true`,
  }
}

const procMount: Check = (pod) => {
  const mountOf = ({ securityContext }: AnyContainer): string => securityContext?.procMount ?? 'Default'
  const bad = containersThat(pod, (container) => mountOf(container) !== 'Default')
  if (bad.length === 0) return undefined
  const mounts = quoted(sortedSet(bad.map(mountOf)))
  return {
    reason: 'procMount',
    detail: `${containersText(bad)} must not set securityContext.procMount to ${mounts}`,
  }
}

const seLinuxOptions: Check = (pod) => {
  const allowed = ['', 'container_t', 'container_init_t', 'container_kvm_t']
  if (pod.minor >= 31) allowed.push('container_engine_t')
  const isBad = (options: SELinuxOptions | undefined): boolean =>
    !allowed.includes(options?.type ?? '') || Boolean(options?.user) || Boolean(options?.role)
  const own = pod.spec.securityContext?.seLinuxOptions
  const bad = containersThat(pod, ({ securityContext }) => isBad(securityContext?.seLinuxOptions))
  const all = [...(isBad(own) ? [own] : []), ...bad.map((each) => each.securityContext?.seLinuxOptions)]
  if (all.length === 0) return undefined
  const types = sortedSet(all.flatMap((each) => each?.type ?? '').filter((type) => !allowed.includes(type)))
  const what = [
    types.length > 0 ? `${plural('type', types)} ${quoted(types)}` : '',
    all.some((each) => each?.user) ? 'user may not be set' : '',
    all.some((each) => each?.role) ? 'role may not be set' : '',
  ].filter(Boolean)
  const setters = settersText(isBad(own), bad)
  return {
    reason: 'seLinuxOptions',
    detail: `${setters} set forbidden securityContext.seLinuxOptions: ${what.join('; ')}`,
  }
}

const sysctls: Check = ({ spec, minor }) => {
  const names = unsafeSysctls(spec.securityContext?.sysctls ?? [], minor)
  return names.length > 0 ? { reason: 'forbidden sysctls', detail: names.join(', ') } : undefined
}

/** Also of restricted pods, which must say something besides. */
export const seccompProfile: Check = ({ spec, minor }) => {
  if (minor < 19) return undefined
  const { text, values } = profileSetters(spec, (context) => context?.seccompProfile?.type)
  if (!text) return undefined
  return {
    reason: 'seccompProfile',
    detail: `${text} must not set securityContext.seccompProfile.type to ${values}`,
  }
}

const windowsHostProcess: Check = (pod) => {
  const isHost = (context: { windowsOptions?: { hostProcess?: boolean } } | undefined): boolean =>
    context?.windowsOptions?.hostProcess === true
  const bad = containersThat(pod, ({ securityContext }) => isHost(securityContext))
  const setters = settersText(isHost(pod.spec.securityContext), bad)
  if (!setters) return undefined
  return {
    reason: 'hostProcess',
    detail: `${setters} must not set securityContext.windowsOptions.hostProcess=true`,
  }
}

type Context = Judged['spec']['securityContext'] | AnyContainer['securityContext']

/** Who names a profile type that is not the runtime's nor the node's own, and which. */
function profileSetters(
  spec: Judged['spec'],
  typeOf: (context: Context) => string | undefined,
): { readonly text: string; readonly values: string } {
  const isBad = (context: Context): boolean =>
    !['RuntimeDefault', 'Localhost', undefined].includes(typeOf(context))
  const bad = containersThat({ spec, annotations: {}, minor: 0 }, (each) => isBad(each.securityContext))
  const isPod = isBad(spec.securityContext)
  const types = [...(isPod ? [spec.securityContext] : []), ...bad.map((each) => each.securityContext)].map(
    typeOf,
  )
  return { text: settersText(isPod, bad), values: quoted(sortedSet(types as string[])) }
}

/** What the standard `baseline` forbids, in the order of upstream's names. */
export const baselineChecks: readonly Check[] = [
  appArmorProfile,
  capabilities,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbes,
  privileged,
  procMount,
  seLinuxOptions,
  seccompProfile,
  sysctls,
  windowsHostProcess,
]

/** Those that no stricter check of `restricted` takes the place of. */
export function baselineBesideRestricted(minor: number): readonly Check[] {
  return baselineChecks.filter(
    (check) =>
      check !== hostPathVolumes &&
      !(check === capabilities && minor >= 22) &&
      !(check === seccompProfile && minor >= 19),
  )
}
