import type { Pod, Secret } from '@knarr/api/core/v1'
import type { PullOptions } from '@knarr/rpc'
import type { ObjectSource } from '../container-config/object-source.ts'

interface DockerAuth {
  readonly username?: string
  readonly password?: string
  readonly auth?: string
}

/** Credentials for an image's registry from the pod's `imagePullSecrets`; the first that fits. */
export async function pullAuthOf(
  pod: Pod,
  image: string,
  source: ObjectSource,
): Promise<PullOptions['auth'] | undefined> {
  for (const { name = '' } of pod.spec.imagePullSecrets ?? []) {
    const secret = await source.secret(pod.metadata.namespace ?? '', name)
    const auth = secret && authIn(secret, registryOf(image))
    if (auth) return auth
  }
  return undefined
}

/** `docker.io` where the first part of the name is no host. */
function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/')
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : 'docker.io'
}

function authIn(secret: Secret, registry: string): PullOptions['auth'] | undefined {
  const json = secret.data?.['.dockerconfigjson'] ?? secret.data?.['.dockercfg']
  if (!json) return undefined
  const parsed = JSON.parse(Buffer.from(json, 'base64').toString('utf8'))
  const auths: Record<string, DockerAuth> = parsed.auths ?? parsed
  const found = Object.entries(auths).find(
    ([key]) => hostOf(key) === registry || (registry === 'docker.io' && hostOf(key) === 'index.docker.io'),
  )
  return found && credentialsOf(found[1])
}

function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, '').split('/')[0] as string
}

function credentialsOf({ username, password, auth }: DockerAuth): PullOptions['auth'] | undefined {
  if (username !== undefined && password !== undefined) return { username, password }
  if (!auth) return undefined
  const [name = '', ...rest] = Buffer.from(auth, 'base64').toString('utf8').split(':')
  return { username: name, password: rest.join(':') }
}
