import { badRequest } from '@knarr/machinery'
import { type ContainerTarget, servePortForward, serveRemoteCommand, type Upgrade } from '@knarr/rpc'
import { requirePod } from './pod-containers.ts'
import type { StreamCall, UpgradeRoute } from './route.ts'

/** What a kubelet's clients call the streams, and what everybody else does. */
const streamNames = { input: 'stdin', output: 'stdout', error: 'stderr', tty: 'tty' } as const

function targetOf({ params }: StreamCall): ContainerTarget {
  const { namespace = '', pod = '', container = '' } = params
  return { namespace, pod, container }
}

/** The upgrade with the names of the API in its query. */
function translated(upgrade: Upgrade): Upgrade {
  const query = new URLSearchParams()
  for (const [ours, theirs] of Object.entries(streamNames)) {
    if (upgrade.query.get(ours) === '1') query.set(theirs, '1')
  }
  for (const port of upgrade.query.getAll('port')) query.append('ports', port)
  return { ...upgrade, query }
}

async function exec(call: StreamCall, upgrade: Upgrade): Promise<void> {
  const { parts, params, query } = call
  requirePod(parts.pods, params)
  const command = query.getAll('command')
  if (command.length === 0) throw badRequest('you must specify a command for the container')
  const target = targetOf(call)
  await serveRemoteCommand(translated(upgrade), parts.clock, (options) =>
    parts.api.exec(target, command, options),
  )
}

async function attach(call: StreamCall, upgrade: Upgrade): Promise<void> {
  const { parts, params } = call
  requirePod(parts.pods, params)
  const target = targetOf(call)
  await serveRemoteCommand(translated(upgrade), parts.clock, (options) => parts.api.attach(target, options))
}

async function portForward(call: StreamCall, upgrade: Upgrade): Promise<void> {
  const { parts, params } = call
  requirePod(parts.pods, params)
  const { namespace = '', pod = '' } = params
  await servePortForward(translated(upgrade), (port) => parts.api.portForward({ namespace, pod }, port))
}

const container = '{namespace}/{pod}/{container}'
const containerOfUid = '{namespace}/{pod}/{uid}/{container}'

/** Where kubelets are asked to run commands and to connect to pods. */
export const upgradeRoutes: readonly UpgradeRoute[] = [
  { path: `/exec/${container}`, serve: exec },
  { path: `/exec/${containerOfUid}`, serve: exec },
  { path: `/attach/${container}`, serve: attach },
  { path: `/attach/${containerOfUid}`, serve: attach },
  { path: '/portForward/{namespace}/{pod}', serve: portForward },
  { path: '/portForward/{namespace}/{pod}/{uid}', serve: portForward },
]
