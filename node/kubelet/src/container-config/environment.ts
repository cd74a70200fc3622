import type { Container, EnvVar, Pod, Service } from '@knarr/api/core/v1'
import { ConfigError } from './config-error.ts'
import { type DownwardFacts, fieldValue, resourceValue } from './downward.ts'
import { expand } from './expand.ts'
import type { ObjectSource } from './object-source.ts'

export interface EnvironmentInput {
  readonly pod: Pod
  readonly container: Container
  readonly services: readonly Service[]
  readonly source: ObjectSource
  readonly facts: DownwardFacts
}

/** A container's environment in order: services, then `envFrom`, then `env`, later names winning. @throws ConfigError */
export async function environmentOf(input: EnvironmentInput): Promise<Map<string, string>> {
  const { container } = input
  const environment = serviceEnvironment(input)
  for (const entry of container.envFrom ?? []) {
    for (const [name, value] of await importedFrom(entry, input))
      environment.set(`${entry.prefix ?? ''}${name}`, value)
  }
  const known = new Map(environment)
  for (const variable of container.env ?? []) {
    const value = variable.valueFrom
      ? await valueFrom(variable, input)
      : expand(variable.value ?? '', (name) => known.get(name))
    if (value === undefined) continue
    known.set(variable.name, value)
    environment.set(variable.name, value)
  }
  return environment
}

type EnvFrom = NonNullable<Container['envFrom']>[number]

async function importedFrom(
  { configMapRef, secretRef }: EnvFrom,
  { pod, source }: EnvironmentInput,
): Promise<[string, string][]> {
  const namespace = pod.metadata.namespace ?? ''
  if (configMapRef) {
    const found = await source.configMap(namespace, configMapRef.name ?? '')
    if (!found && !configMapRef.optional) throw new ConfigError(`configmap "${configMapRef.name}" not found`)
    return Object.entries(found?.data ?? {})
  }
  if (!secretRef) return []
  const found = await source.secret(namespace, secretRef.name ?? '')
  if (!found && !secretRef.optional) throw new ConfigError(`secret "${secretRef.name}" not found`)
  return Object.entries(found?.data ?? {}).map(([name, value]) => [
    name,
    Buffer.from(value, 'base64').toString('utf8'),
  ])
}

/** Undefined leaves the variable out: an optional reference to what does not exist. */
async function valueFrom({ valueFrom: from }: EnvVar, input: EnvironmentInput): Promise<string | undefined> {
  const { pod, container, facts } = input
  if (from?.fieldRef) return fieldValue(pod, from.fieldRef.fieldPath, facts)
  if (from?.resourceFieldRef) return resourceValue(pod, container, from.resourceFieldRef, facts)
  if (from?.configMapKeyRef) return await configMapKey(from.configMapKeyRef, input)
  if (from?.secretKeyRef) return await secretKey(from.secretKeyRef, input)
  return undefined
}

interface KeyRef {
  readonly name?: string
  readonly key: string
  readonly optional?: boolean
}

async function configMapKey(
  { name = '', key, optional }: KeyRef,
  { pod, source }: EnvironmentInput,
): Promise<string | undefined> {
  const namespace = pod.metadata.namespace ?? ''
  const found = await source.configMap(namespace, name)
  const value = found?.data?.[key]
  if (value !== undefined || optional) return value
  throw new ConfigError(
    found ? `couldn't find key ${key} in ConfigMap ${namespace}/${name}` : `configmap "${name}" not found`,
  )
}

async function secretKey(
  { name = '', key, optional }: KeyRef,
  { pod, source }: EnvironmentInput,
): Promise<string | undefined> {
  const namespace = pod.metadata.namespace ?? ''
  const found = await source.secret(namespace, name)
  const value = found?.data?.[key]
  if (value !== undefined) return Buffer.from(value, 'base64').toString('utf8')
  if (optional) return undefined
  throw new ConfigError(
    found ? `couldn't find key ${key} in Secret ${namespace}/${name}` : `secret "${name}" not found`,
  )
}

/** `WEB_SERVICE_HOST` and its siblings: the cluster's own service always, the namespace's unless declined. */
function serviceEnvironment({ pod, services }: EnvironmentInput): Map<string, string> {
  const environment = new Map<string, string>()
  const isMaster = ({ metadata }: Service): boolean =>
    metadata.namespace === 'default' && metadata.name === 'kubernetes'
  const isOwn = ({ metadata }: Service): boolean =>
    metadata.namespace === pod.metadata.namespace && pod.spec.enableServiceLinks !== false
  for (const service of [...services.filter(isMaster), ...services.filter(isOwn)]) {
    const { clusterIP } = service.spec
    if (!clusterIP || clusterIP === 'None') continue
    for (const [key, value] of variablesOf(service, clusterIP)) environment.set(key, value)
  }
  return environment
}

function variablesOf(service: Service, clusterIp: string): [string, string][] {
  const prefix = service.metadata.name.toUpperCase().replaceAll('-', '_')
  const ports = service.spec.ports ?? []
  const [first] = ports
  if (!first) return []
  const host = clusterIp.includes(':') ? `[${clusterIp}]` : clusterIp
  const urlOf = (protocol: string, port: number): string => `${protocol.toLowerCase()}://${host}:${port}`
  return [
    [`${prefix}_SERVICE_HOST`, clusterIp],
    [`${prefix}_SERVICE_PORT`, String(first.port)],
    ...ports
      .filter(({ name }) => name)
      .map(({ name = '', port }): [string, string] => [
        `${prefix}_SERVICE_PORT_${name.toUpperCase().replaceAll('-', '_')}`,
        String(port),
      ]),
    [`${prefix}_PORT`, urlOf(first.protocol ?? 'TCP', first.port)],
    ...ports.flatMap(({ protocol = 'TCP', port }): [string, string][] => {
      const start = `${prefix}_PORT_${port}_${protocol.toUpperCase()}`
      return [
        [start, urlOf(protocol, port)],
        [`${start}_PROTO`, protocol.toLowerCase()],
        [`${start}_PORT`, String(port)],
        [`${start}_ADDR`, clusterIp],
      ]
    }),
  ]
}
