import { type ContainerConfig, RuntimeError } from '@knarr/rpc'
import type { StoredImage } from '../images/image-store.ts'
import type { SandboxRecord } from '../pod/pod-sandboxes.ts'
import type { RuntimeScene } from '../runtime-scene.ts'
import type { ContainerRecord } from './container-record.ts'
import { readImageFile } from './image-files.ts'
import { environmentOf } from './process-spec.ts'
import { resolveUser } from './resolve-user.ts'

export interface NewContainer {
  readonly scene: RuntimeScene
  readonly sandbox: SandboxRecord
  readonly id: string
  readonly config: ContainerConfig
}

/** A container as asked for, with what its image says filled in. */
export function newContainerRecord({ scene, sandbox, id, config }: NewContainer): ContainerRecord {
  const image = scene.images.find(config.image)
  if (!image)
    throw new RuntimeError('NotFound', `failed to resolve image ${JSON.stringify(config.image)}: not found`)
  const { node } = scene
  return {
    id,
    podSandboxId: sandbox.id,
    config,
    logDirectory: sandbox.config.logDirectory,
    image: image.names[0] ?? config.image,
    imageRef: image.digests[0] ?? image.id,
    layers: image.layers,
    process: processOf(config, image, {
      layersDirectory: scene.images.layersDirectory,
      sandbox,
      nodeName: node.name,
    }),
    stopSignal: image.config.config?.StopSignal || 'SIGTERM',
    cgroup: `${node.cgroup}${sandbox.config.cgroupParent.replace(/\/+$/, '')}/${id}`,
    state: 'CREATED',
    createdAtMs: scene.clock.now(),
    startedAtMs: 0,
    finishedAtMs: 0,
    exitCode: 0,
    reason: '',
    message: '',
  }
}

interface ProcessContext {
  readonly layersDirectory: string
  readonly sandbox: SandboxRecord
  readonly nodeName: string
}

function processOf(
  config: ContainerConfig,
  image: StoredImage,
  context: ProcessContext,
): ContainerRecord['process'] {
  const { security } = config
  const defaults = image.config.config ?? {}
  const layers = image.layers.toReversed().map((layer) => `${context.layersDirectory}/${layer}`)
  const user = resolveUser(
    { ...security, imageUser: defaults.User ?? '' },
    readImageFile(layers, '/etc/passwd') ?? '',
    readImageFile(layers, '/etc/group') ?? '',
  )
  const argv = argvOf(config, image)
  const { hostname } = context.sandbox.config
  const own = [`HOSTNAME=${hostname || context.nodeName}`, ...(config.tty ? ['TERM=xterm'] : [])]
  const asked = config.envs.map(({ key, value }) => `${key}=${value}`)
  const env = environmentOf([own, defaults.Env ?? [], asked], user)
  const cwd = config.workingDir || defaults.WorkingDir || '/'
  return {
    argv,
    env,
    cwd: cwd.startsWith('/') ? cwd : `/${cwd}`,
    user,
    noNewPrivileges: security.noNewPrivileges,
  }
}

/** A command given takes the place of the image's entrypoint and arguments; arguments only of its arguments. */
function argvOf({ command, args }: ContainerConfig, { config }: StoredImage): string[] {
  const entrypoint = command.length > 0 ? command : (config.config?.Entrypoint ?? [])
  const isPlain = command.length === 0 && args.length === 0
  const argv = [...entrypoint, ...(isPlain ? (config.config?.Cmd ?? []) : args)]
  if (argv.length === 0)
    throw new RuntimeError('Unknown', 'failed to generate container spec: no command specified')
  return argv
}
