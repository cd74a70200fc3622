import { nodes, type Pod, pods, type Service, type ServiceSpec, services } from '@knarr/api/core/v1'
import { type Draft, timestamp } from '@knarr/machinery'
import { namespace } from './objects.ts'
import type { OpenedControllers } from './open-controllers.ts'

export interface EndpointPod {
  readonly ip?: string
  readonly ready?: boolean
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[]
  readonly spec?: object
  readonly status?: object
}

export interface ServiceWorld {
  service(spec?: Partial<ServiceSpec>, labels?: Record<string, string>): Promise<Service>
  pod(name: string, traits?: EndpointPod): Promise<Pod>
  node(name: string, zone?: string): Promise<void>
}

/** Makes services, and pods as a kubelet would report them. */
export function serviceWorld({ client, clock }: OpenedControllers): ServiceWorld {
  return {
    service: (spec = {}, labels = {}) => {
      const ports = [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' }]
      const whole = { clusterIP: '10.96.0.9', selector: { app: 'web' }, ports, ipFamilies: ['IPv4'], ...spec }
      return client.create(services, { metadata: { name: 'web', namespace, labels }, spec: whole })
    },
    async pod(name, traits = {}) {
      const { ip = `10.1.0.${name.length}`, ready = true, spec = {}, status = {} } = traits
      const { ports = [{ name: 'http', containerPort: 8080 }] } = traits
      const metadata = { name, namespace, labels: { app: 'web' } }
      const containers = [{ name: 'main', image: 'web:1', ports }]
      const made = await client.create(pods, {
        metadata,
        spec: { containers, ...spec },
      } as unknown as Draft<Pod>)
      const condition = {
        type: 'Ready',
        status: ready ? 'True' : 'False',
        lastTransitionTime: timestamp(clock.now()),
      }
      return await client.updateStatus(pods, {
        ...made,
        status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [condition], ...status },
      })
    },
    async node(name, zone) {
      const labels: Record<string, string> = zone ? { 'topology.kubernetes.io/zone': zone } : {}
      await client.create(nodes, { metadata: { name, labels }, spec: {} })
    },
  }
}
