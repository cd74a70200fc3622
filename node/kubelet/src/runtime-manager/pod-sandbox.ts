import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Pod } from '@knarr/api/core/v1'
import type { PodSandboxConfig } from '@knarr/rpc'
import { dnsOf, hostsFile, kernelHostnameOf, portMappingsOf } from '../container-config/pod-network.ts'
import { cgroupParentOf } from '../container-config/resources.ts'
import { namespacesOf, sandboxSecurityOf } from '../container-config/security.ts'
import { sandboxLabels } from './pod-labels.ts'
import type { Scene } from './scene.ts'

/** What the runtime is told of a pod as a whole. */
export function sandboxConfigOf(
  pod: Pod,
  attempt: number,
  { paths, dns, cgroupRoot }: Scene,
): PodSandboxConfig {
  const { name, uid, namespace = '' } = pod.metadata
  const sysctls = pod.spec.securityContext?.sysctls ?? []
  return {
    metadata: { name, uid, namespace, attempt },
    hostname: kernelHostnameOf(pod, dns.clusterDomain),
    logDirectory: paths.logDirectory(pod),
    dns: dnsOf(pod, dns),
    portMappings: portMappingsOf(pod),
    labels: sandboxLabels(pod),
    annotations: pod.metadata.annotations ?? {},
    cgroupParent: cgroupParentOf(pod, cgroupRoot),
    sysctls: Object.fromEntries(sysctls.map((sysctl) => [sysctl.name, sysctl.value])),
    namespaces: namespacesOf(pod),
    security: sandboxSecurityOf(pod),
  }
}

/** Makes the pod's directories and starts its sandbox; resolves with the id. */
export async function createSandbox(pod: Pod, attempt: number, scene: Scene): Promise<string> {
  const config = sandboxConfigOf(pod, attempt, scene)
  await mkdir(config.logDirectory, { recursive: true })
  await mkdir(scene.paths.pod(pod.metadata.uid), { recursive: true, mode: 0o750 })
  return await scene.runtime.runPodSandbox(config)
}

/** Writes the file that containers see as /etc/hosts; with the node's network they see the node's. */
export async function writeHostsFile(
  pod: Pod,
  podIps: readonly string[],
  { paths, dns }: Scene,
): Promise<void> {
  const path = paths.hostsFile(pod.metadata.uid)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, hostsFile(pod, podIps, dns.clusterDomain))
}
