import type { APIServiceCondition } from '@knarr/api/apiregistration/v1'
import { type Service, services } from '@knarr/api/core/v1'
import type { AdmissionContext } from '../admission/admission-plugin.ts'
import { readyAddresses, slicesOf } from '../proxy/service-endpoint.ts'
import { askBackend } from './ask-backend.ts'
import { backendOf, type ProxyClientSource } from './backend.ts'
import type { RemoteApi } from './remote-apis.ts'

export type Verdict = Pick<APIServiceCondition, 'status' | 'reason' | 'message'>

const attempts = 5

/** Whether an APIService can be asked now, and if not, why: upstream's checks in upstream's order. */
export async function judge(
  api: RemoteApi,
  context: AdmissionContext,
  client: ProxyClientSource | undefined,
): Promise<Verdict> {
  const { namespace = '', name = '' } = api.spec.service
  const service = await context.find<Service>(services, { namespace, name })
  if (!service) return no('ServiceNotFound', `service/${name} in "${namespace}" is not present`)
  if ((service.spec.type ?? 'ClusterIP') === 'ClusterIP') {
    const problem = await endpointProblem(api, service, context)
    if (problem) return problem
  }
  try {
    await Promise.any(Array.from({ length: attempts }, () => answersDiscovery(api, context, client)))
  } catch (error) {
    const failures = (error as AggregateError).errors as Error[]
    return no('FailedDiscoveryCheck', failures.at(-1)?.message ?? String(error))
  }
  return { status: 'True', reason: 'Passed', message: 'all checks passed' }
}

async function endpointProblem(
  { spec }: RemoteApi,
  service: Service,
  context: AdmissionContext,
): Promise<Verdict | undefined> {
  const { namespace = '', name = '', port = 443 } = spec.service
  const found = service.spec.ports?.find((each) => each.port === port)
  if (!found)
    return no('ServicePortError', `service/${name} in "${namespace}" is not listening on port ${port}`)
  const slices = await slicesOf({ namespace, name }, context.list)
  if (slices.length === 0)
    return no('EndpointsNotFound', `cannot find endpointslices for service/${name} in "${namespace}"`)
  const portName = found.name ?? ''
  if (slices.some((slice) => readyAddresses(slice, portName).length > 0)) return undefined
  return no(
    'MissingEndpoints',
    `endpointslices for service/${name} in "${namespace}" have no addresses with port name "${portName}"`,
  )
}

/** @throws Error where its group and version are not described */
async function answersDiscovery(
  api: RemoteApi,
  context: AdmissionContext,
  client: ProxyClientSource | undefined,
): Promise<void> {
  const { group, version } = api.spec
  const path = group ? `/apis/${group}/${version}` : `/api/${version}`
  const backend = await backendOf(api, context, client)
  const url = `${backend.origin}${path}`
  let code: number
  try {
    code = (await askBackend(backend, path, { clock: context.clock })).code
  } catch (error) {
    throw new Error(`failing or missing response from ${url}: ${(error as Error).message}`, { cause: error })
  }
  if (code < 200 || code >= 300) {
    throw new Error(`failing or missing response from ${url}: bad status from ${url}: ${code}`)
  }
}

function no(reason: string, message: string): Verdict {
  return { status: 'False', reason, message }
}
