import type { Service, ServicePort } from '@knarr/api/core/v1'
import { type FieldError, invalid } from '@knarr/machinery'
import { heldIps, heldNodePorts } from './service-holdings.ts'
import type { IpFamily, ServiceIpAllocator } from './service-ip-allocator.ts'
import { needsHealthCheck } from './service-validation.ts'

/**
 * Gives a service the cluster IPs and node ports it needs and does not have; `old` is what it held before.
 * With an error nothing stays taken. What `old` no longer needs is for {@link releaseService}.
 */
export function allocateService(
  service: Service,
  old: Service | undefined,
  allocator: ServiceIpAllocator,
): FieldError[] {
  const taken: (() => void)[] = []
  const errors = [
    ...allocateIps(service, old, { allocator, taken }),
    ...allocatePorts(service, old, { allocator, taken }),
  ]
  if (errors.length > 0) for (const giveBack of taken) giveBack()
  return errors
}

/** Frees what `old` held and `service` (undefined once it is gone) does not; call it when that is stored. */
export function releaseService(
  service: Service | undefined,
  old: Service,
  allocator: ServiceIpAllocator,
): void {
  const ips = new Set(service ? heldIps(service) : [])
  const ports = new Set(service ? heldNodePorts(service) : [])
  for (const ip of heldIps(old)) if (!ips.has(ip)) allocator.releaseIp(ip)
  for (const port of heldNodePorts(old)) if (!ports.has(port)) allocator.releaseNodePort(port)
}

interface Allocation {
  readonly allocator: ServiceIpAllocator
  readonly taken: (() => void)[]
}

function allocateIps(service: Service, old: Service | undefined, allocation: Allocation): FieldError[] {
  const { spec } = service
  if (spec.type === 'ExternalName' || spec.clusterIP === 'None') return []
  const held = new Set(old ? heldIps(old) : [])
  const ips: string[] = []
  for (const [index, family] of (spec.ipFamilies ?? []).entries()) {
    const wanted = spec.clusterIPs?.[index]
    const result = wanted ? reserveIp(wanted, held, allocation) : allocateIp(family as IpFamily, allocation)
    if ('problem' in result) {
      return [
        invalid(
          'spec.clusterIPs',
          spec.clusterIPs ?? [],
          `failed to allocate IP ${wanted ?? ''}: ${result.problem}`,
        ),
      ]
    }
    ips.push(result.ip)
  }
  spec.clusterIPs = ips
  spec.clusterIP = ips[0]
  return []
}

type IpResult = { readonly ip: string } | { readonly problem: string }

function reserveIp(ip: string, held: ReadonlySet<string>, { allocator, taken }: Allocation): IpResult {
  if (held.has(ip)) return { ip }
  const problem = allocator.reserveIp(ip)
  if (problem) return { problem }
  taken.push(() => allocator.releaseIp(ip))
  return { ip }
}

function allocateIp(family: IpFamily, { allocator, taken }: Allocation): IpResult {
  const ip = allocator.allocateIp(family)
  if (!ip) return { problem: 'range is full' }
  taken.push(() => allocator.releaseIp(ip))
  return { ip }
}

/** TCP and UDP of one port number may share a node port. */
function allocatePorts(service: Service, old: Service | undefined, allocation: Allocation): FieldError[] {
  const { spec } = service
  const held = new Set(old ? heldNodePorts(old) : [])
  const errors: FieldError[] = []
  if (needsNodePorts(service)) {
    spec.ports?.forEach((port, index) => {
      const shared = spec.ports?.find((other, at) => at < index && other.port === port.port && other.nodePort)
      port.nodePort ||= shared && shared.protocol !== port.protocol ? shared.nodePort : undefined
      errors.push(...takePort(port, held, { ...allocation, field: `spec.ports[${index}].nodePort` }))
    })
  }
  if (!needsHealthCheck(spec)) return errors
  const check: Pick<ServicePort, 'nodePort'> = { nodePort: spec.healthCheckNodePort }
  errors.push(...takePort(check, held, { ...allocation, field: 'spec.healthCheckNodePort' }))
  spec.healthCheckNodePort = check.nodePort
  return errors
}

function takePort(
  port: Pick<ServicePort, 'nodePort'>,
  held: Set<number>,
  { allocator, taken, field }: Allocation & { field: string },
): FieldError[] {
  if (port.nodePort && held.has(port.nodePort)) return []
  const number = port.nodePort || allocator.allocateNodePort()
  if (!number) return [invalid(field, 0, 'failed to allocate a nodePort: range is full')]
  const problem = port.nodePort ? allocator.reserveNodePort(number) : undefined
  if (problem) return [invalid(field, number, problem)]
  taken.push(() => allocator.releaseNodePort(number))
  held.add(number)
  port.nodePort = number
  return []
}

export function needsNodePorts({ spec }: Service): boolean {
  return (
    spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false)
  )
}
