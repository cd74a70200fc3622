import type { Volume } from '@knarr/api/core/v1'
import { addedCapabilities, baselineBesideRestricted, baselineChecks, seccompProfile } from './baseline.ts'
import {
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
import type { Level } from './policy.ts'

const volumeTypes = [
  ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim'],
  ...['projected', 'secret', 'image'],
]

/** From 1.25 on, what only Linux has is not asked of Windows. */
function isWindows({ spec, minor }: Judged): boolean {
  return minor >= 25 && spec.os?.name === 'windows'
}

const allowPrivilegeEscalation: Check = (pod) => {
  if (pod.minor < 8 || isWindows(pod)) return undefined
  const bad = containersThat(
    pod,
    ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false,
  )
  if (bad.length === 0) return undefined
  const detail = `${containersText(bad)} must set securityContext.allowPrivilegeEscalation=false`
  return { reason: 'allowPrivilegeEscalation != false', detail }
}

const capabilities: Check = (pod) => {
  if (pod.minor < 22 || isWindows(pod)) return undefined
  const reason = 'unrestricted capabilities'
  const keeping = containersThat(
    pod,
    ({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL'),
  )
  const dropped =
    keeping.length > 0 ? `${containersText(keeping)} must set securityContext.capabilities.drop=["ALL"]` : ''
  const added = addedCapabilities(pod, ['NET_BIND_SERVICE'], reason)?.detail ?? ''
  const detail = [dropped, added].filter(Boolean).join('; ')
  return detail ? { reason, detail } : undefined
}

const restrictedVolumes: Check = ({ spec }) => {
  const typeOf = ({ name: _, ...source }: Volume): string => Object.keys(source)[0] ?? 'unknown'
  const bad = (spec.volumes ?? []).filter((volume) => !volumeTypes.includes(typeOf(volume)))
  if (bad.length === 0) return undefined
  const types = sortedSet(bad.map(typeOf))
  const use = bad.length === 1 ? 'uses' : 'use'
  const names = quoted(bad.map(({ name }) => name))
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', bad)} ${names} ${use} restricted volume ${plural('type', types)} ${quoted(types)}`,
  }
}

const runAsNonRoot: Check = (pod) => {
  const reason = 'runAsNonRoot != true'
  const own = pod.spec.securityContext?.runAsNonRoot
  const bad = containersThat(pod, ({ securityContext }) => securityContext?.runAsNonRoot === false)
  const setters = settersText(own === false, bad)
  if (setters) return { reason, detail: `${setters} must not set securityContext.runAsNonRoot=false` }
  const silent = containersThat(pod, ({ securityContext }) => securityContext?.runAsNonRoot === undefined)
  if (own || silent.length === 0) return undefined
  return { reason, detail: `pod or ${containersText(silent)} must set securityContext.runAsNonRoot=true` }
}

const runAsUser: Check = (pod) => {
  if (pod.minor < 23) return undefined
  const bad = containersThat(pod, ({ securityContext }) => securityContext?.runAsUser === 0)
  const setters = settersText(pod.spec.securityContext?.runAsUser === 0, bad)
  return setters ? { reason: 'runAsUser=0', detail: `${setters} must not set runAsUser=0` } : undefined
}

const saidSeccompProfile: Check = (pod) => {
  if (pod.minor < 19 || isWindows(pod)) return undefined
  const bad = seccompProfile(pod)
  if (bad || pod.spec.securityContext?.seccompProfile) return bad
  const silent = containersThat(pod, ({ securityContext }) => !securityContext?.seccompProfile)
  if (silent.length === 0) return undefined
  const detail = `pod or ${containersText(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`
  return { reason: 'seccompProfile', detail }
}

const restrictedChecks: readonly Check[] = [
  allowPrivilegeEscalation,
  capabilities,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  saidSeccompProfile,
]

/** What a pod does that its standard forbids. */
export function violationsOf(pod: Judged, level: Level): readonly Violation[] {
  if (level === 'privileged') return []
  const checks =
    level === 'baseline' ? baselineChecks : [...baselineBesideRestricted(pod.minor), ...restrictedChecks]
  return checks.flatMap((check) => check(pod) ?? [])
}
