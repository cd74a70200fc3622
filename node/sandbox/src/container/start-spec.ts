import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { initCgroup } from '@knarr/linux'
import { type Mount, RuntimeError } from '@knarr/rpc'
import type { SandboxRecord } from '../pod/pod-sandboxes.ts'
import type { RuntimeScene } from '../runtime-scene.ts'
import { capabilitiesOf } from './capabilities.ts'
import type { ContainerRecord } from './container-record.ts'
import type { ProcessSpec } from './process-spec.ts'
import { type BindMount, type DeviceNode, type RootfsSpec, standardDeviceNodes } from './rootfs-steps.ts'
import { seccompFilter } from './seccomp.ts'
import type { StartSpec } from './start-program.ts'

export interface StartContext {
  readonly scene: RuntimeScene
  readonly sandbox: SandboxRecord & { readonly holder: { readonly pid: number } }
  /** Where the sandbox's own files are. */
  readonly sandboxDirectory: string
  /** Where the container's are. */
  readonly directory: string
  readonly exitFile: string
  /** The pid of the container whose pid namespace is joined, with `pid: 'TARGET'`. */
  readonly targetPid?: number
}

/** Everything a container's start needs, from what was asked for. */
export function startSpec(record: ContainerRecord, context: StartContext): StartSpec {
  const { scene, sandbox, directory, exitFile } = context
  const { node, cgroups, runner } = scene
  const { config } = record
  const namespaces = sandbox.config.namespaces
  const holder = sandbox.holder.pid
  const pid = pidNamespace(record, context)
  const { oomScoreAdj } = config.resources
  return {
    machine: runner.machine,
    process: processSpec(record, scene),
    rootfs: rootfsSpec(record, context),
    supervisorCgroup: cgroups.joinFiles(initCgroup(node.cgroup)),
    cgroup: cgroups.joinFiles(record.cgroup),
    fifos: { ...(config.stdin && { stdin: `${directory}/stdin` }), ...outputFifos(directory) },
    tty: config.tty,
    exitFile,
    nodeInit: node.initPid,
    network: namespaces.network === 'NODE' ? node.initPid : holder,
    uts: holder,
    ipc: holder,
    sharedMemory: holder,
    newCgroupNamespace: cgroups.version === 2,
    ...(pid !== undefined && { pid }),
    ...(oomScoreAdj !== undefined && { oomScoreAdj }),
  }
}

export function outputFifos(directory: string): { stdout: string; stderr: string } {
  return { stdout: `${directory}/stdout`, stderr: `${directory}/stderr` }
}

/** The process of a container, with the restrictions it and what is executed in it have. */
export function processSpec({ process, config }: ContainerRecord, { runner }: RuntimeScene): ProcessSpec {
  const { security } = config
  const capabilities = capabilitiesOf(security)
  const isConfined = !security.privileged && security.seccomp?.type === 'RuntimeDefault'
  return {
    ...process,
    capabilities,
    ...(isConfined && { seccomp: seccompFilter(runner.machine, capabilities) }),
  }
}

function pidNamespace(
  { config }: ContainerRecord,
  { scene, sandbox, targetPid }: StartContext,
): number | undefined {
  switch (config.security.namespaces.pid) {
    case 'CONTAINER':
      return undefined
    case 'NODE':
      return scene.node.initPid
    case 'POD':
      return sandbox.holder.pid
    case 'TARGET':
      return targetPid
  }
}

function rootfsSpec(
  record: ContainerRecord,
  { scene, directory, sandboxDirectory }: StartContext,
): RootfsSpec {
  const { config } = record
  const { security } = config
  const root = `/proc/${scene.node.initPid}/root`
  const own = [
    { containerPath: '/etc/hostname', hostPath: `${sandboxDirectory}/hostname` },
    { containerPath: '/etc/resolv.conf', hostPath: `${sandboxDirectory}/resolv.conf` },
  ].filter(({ containerPath }) => !config.mounts.some((mount) => mount.containerPath === containerPath))
  const mounts = [
    ...own.map((mount): Mount => ({ ...mount, readonly: security.readonlyRootfs, propagation: 'PRIVATE' })),
    ...config.mounts,
  ]
  return {
    mountPoint: rootfsMountPoint(scene),
    layersDirectory: scene.images.layersDirectory,
    lower: record.layers.length > 0 ? record.layers.toReversed() : [`${directory}/empty`],
    upper: `${directory}/upper`,
    work: `${directory}/work`,
    binds: mounts.map((mount) => bindMount(mount, root)).sort((a, b) => depth(a.target) - depth(b.target)),
    devices: devicesOf(record),
    readonly: security.readonlyRootfs,
    privileged: security.privileged,
    maskedPaths: security.privileged ? [] : security.maskedPaths,
    readonlyPaths: security.privileged ? [] : security.readonlyPaths,
    cgroup2: scene.cgroups.version === 2,
  }
}

/** Where, in the node's mount namespace, every container's root is put together (each in its own namespace). */
export function rootfsMountPoint({ directory }: RuntimeScene): string {
  return `${directory}/rootfs`
}

/** Looks at a source as the node sees it; as containerd does, a missing one becomes a directory. */
function bindMount({ containerPath, hostPath, readonly, propagation }: Mount, root: string): BindMount {
  if (!containerPath.startsWith('/') || containerPath.split('/').includes('..')) {
    throw new RuntimeError('InvalidArgument', `invalid mount destination ${JSON.stringify(containerPath)}`)
  }
  if (!existsSync(root + hostPath)) mkdirSync(root + hostPath, { recursive: true, mode: 0o755 })
  const isDirectory = statSync(root + hostPath).isDirectory()
  return {
    source: hostPath,
    target: containerPath.replace(/(?<=.)\/+$/, ''),
    isDirectory,
    readonly,
    propagation,
  }
}

function depth(path: string): number {
  return path.split('/').filter(Boolean).length
}

function devicesOf({ config }: ContainerRecord): DeviceNode[] {
  const asked = config.devices.map(({ hostPath, containerPath }) => deviceNode(hostPath, containerPath))
  const host = config.security.privileged ? hostDevices() : []
  const byPath = new Map([...host, ...asked, ...standardDeviceNodes()].map((device) => [device.path, device]))
  return [...byPath.values()]
}

function deviceNode(hostPath: string, path: string): DeviceNode {
  const { mode, rdev } = statSync(hostPath)
  return { path, mode, device: rdev }
}

/** A privileged container sees the host's devices, but for terminals. */
function hostDevices(): DeviceNode[] {
  return readdirSync('/dev', { withFileTypes: true })
    .filter(
      (entry) =>
        (entry.isCharacterDevice() || entry.isBlockDevice()) && !/^(?:tty|pt[ms]|vcs)/.test(entry.name),
    )
    .map(({ name }) => deviceNode(`/dev/${name}`, `/dev/${name}`))
}
