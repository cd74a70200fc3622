import { StatusError } from '@knarr/machinery'
import { logOptionsOf } from '@knarr/rpc'
import { containersOf } from './pod-containers.ts'
import { type Route, type RouteAnswer, type RouteCall, text } from './route.ts'

/** A container's output, by the query of `pods/log`. */
async function containerLogs({ parts, params, query, signal }: RouteCall): Promise<RouteAnswer> {
  const { namespace = '', pod: podName = '', container = '' } = params
  const pod = parts.pods.get({ namespace, name: podName })
  if (!pod) return text(`pod ${JSON.stringify(podName)} does not exist\n`, 404)
  if (!containersOf(pod).includes(container)) {
    return text(`container ${JSON.stringify(container)} not found in pod ${JSON.stringify(podName)}\n`, 404)
  }
  try {
    const options = logOptionsOf(query, parts.clock.now())
    const body = await parts.api.containerLogs({ namespace, pod: podName, container }, options, signal)
    return { status: 200, contentType: 'text/plain', body }
  } catch (error) {
    if (error instanceof StatusError)
      return text(error.message, error.status.reason === 'Invalid' ? 422 : 400)
    throw error
  }
}

export const logRoutes: readonly Route[] = [
  { path: '/containerLogs/{namespace}/{pod}/{container}', methods: ['GET'], answer: containerLogs },
]
