import { readFileSync } from 'node:fs'
import type {
  ContainerConfig,
  ContainerSecurity,
  ContainerStatus,
  NamespaceOptions,
  PodSandboxConfig,
  Runtime,
} from '../cri/runtime.ts'

const podNamespaces: NamespaceOptions = { network: 'POD', pid: 'CONTAINER', ipc: 'POD' }

/** A sandbox like a kubelet's, with what a test wants otherwise. */
export function sandboxConfig(
  name: string,
  logDirectory: string,
  changes: Partial<PodSandboxConfig> = {},
): PodSandboxConfig {
  return {
    metadata: { name, uid: `uid-${name}`, namespace: 'default', attempt: 0 },
    hostname: name,
    logDirectory,
    portMappings: [],
    labels: { 'io.kubernetes.pod.name': name },
    annotations: {},
    cgroupParent: `/kubepods/besteffort/poduid-${name}`,
    sysctls: {},
    namespaces: podNamespaces,
    security: { privileged: false, supplementalGroups: [] },
    ...changes,
  }
}

export type ContainerChanges = Partial<Omit<ContainerConfig, 'security'>> & {
  readonly security?: Partial<ContainerSecurity>
}

/** A container that runs `command`, with what a test wants otherwise. */
export function containerConfig(
  image: string,
  command: readonly string[],
  { security, ...changes }: ContainerChanges = {},
): ContainerConfig {
  return {
    metadata: { name: 'main', attempt: 0 },
    image,
    command,
    args: [],
    workingDir: '',
    envs: [],
    mounts: [],
    devices: [],
    labels: {},
    annotations: {},
    logPath: 'main_0.log',
    stdin: false,
    stdinOnce: false,
    tty: false,
    resources: {},
    ...changes,
    security: {
      privileged: false,
      supplementalGroups: [],
      readonlyRootfs: false,
      noNewPrivileges: false,
      addCapabilities: [],
      dropCapabilities: [],
      maskedPaths: ['/proc/kcore'],
      readonlyPaths: ['/proc/sys'],
      namespaces: podNamespaces,
      ...security,
    },
  }
}

/** Asks until `isDone` holds for what `ask` gives. */
export async function eventually<T>(ask: () => Promise<T> | T, isDone: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 500; tries++) {
    const value = await ask()
    if (isDone(value)) return value
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`still ${JSON.stringify(await ask())}`)
}

/** The container's status once it has ended. */
export function exited(runtime: Runtime, containerId: string): Promise<ContainerStatus> {
  return eventually(
    () => runtime.containerStatus(containerId),
    ({ state }) => state === 'EXITED',
  )
}

/** A pod's addresses and how to be rid of it. */
export interface TestPod {
  readonly id: string
  readonly config: PodSandboxConfig
  readonly address: string
}

/** Runs a pod's sandbox; see `runtimeSuite` for its removal. */
export async function runPod(runtime: Runtime, config: PodSandboxConfig): Promise<TestPod> {
  const id = await runtime.runPodSandbox(config)
  const { ips } = await runtime.podSandboxStatus(id)
  return { id, config, address: ips[0] ?? '' }
}

export async function runContainer(runtime: Runtime, pod: TestPod, config: ContainerConfig): Promise<string> {
  const id = await runtime.createContainer(pod.id, config, pod.config)
  await runtime.startContainer(id)
  return id
}

/** The lines of a CRI log, without their times: `stdout F text`. */
export function logLines(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.slice(line.indexOf(' ') + 1))
}

/** The text of a log's stdout. */
export function logText(path: string): string {
  return logLines(path)
    .filter((line) => line.startsWith('stdout '))
    .map((line) => line.slice('stdout F '.length) + (line.startsWith('stdout F') ? '\n' : ''))
    .join('')
}
