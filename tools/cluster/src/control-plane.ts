import { type ApiResource, apiResources, type Resource } from '@knarr/api'
import { customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import type { ApiServer } from '@knarr/apiserver'
import { type Client, createEventRecorder, createInformerFactory, type EventRecorder } from '@knarr/client'
import type { Logger } from '@knarr/component'
import { type ControllerManager, isConditionTrue, runControllers } from '@knarr/controller'
import {
  type ControllerSettings,
  type ControllersOptions,
  controllerNames,
  controllerUser,
  type GarbageCollector,
  newControllers,
  runGarbageCollector,
} from '@knarr/controllers'
import type { Clock, Random } from '@knarr/machinery'
import { runScheduler, type Scheduler } from '@knarr/scheduler'
import { componentClient } from './component-client.ts'

export interface ControlPlaneOptions {
  readonly server: ApiServer
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** The CA bundle pods are to trust; asked for when the first namespace needs it. */
  rootCa(): Promise<string>
  /** Whom certificates that are asked for are signed by. */
  readonly signingAuthority: ControllersOptions['signingAuthority']
  readonly settings: ControllerSettings
  readonly signal: AbortSignal
}

export interface ControlPlane {
  /** Resolves once controllers and scheduler work. */
  started(): Promise<void>
  /** Whether no component has anything waiting to be done now. */
  readonly isIdle: boolean
  /** Resolves when the signal has aborted and everything has come to rest. */
  stopped(): Promise<void>
}

/** Controllers, garbage collector and scheduler, each as its own user, as in a cluster of machines: its role limits it. */
export function startControlPlane(options: ControlPlaneOptions): ControlPlane {
  const controllers = startControllers(options)
  const scheduler = startScheduler(options)
  reportHealth(options.server, 'controller-manager', controllers.manager.started())
  reportHealth(options.server, 'scheduler', scheduler.started())
  return {
    started: async () => {
      await Promise.all([controllers.manager.started(), scheduler.started()])
    },
    get isIdle() {
      return controllers.manager.isIdle && controllers.collector.isIdle && scheduler.isIdle
    },
    stopped: async () => {
      await Promise.all([controllers.manager.stopped(), controllers.collector.stopped()])
    },
  }
}

/** A component that runs in this process is well once it has begun. */
function reportHealth({ components }: ApiServer, name: string, started: Promise<void>): void {
  let hasStarted = false
  void started.then(
    () => {
      hasStarted = true
    },
    () => {},
  )
  components.add(name, () => {
    if (!hasStarted) throw new Error('it has not read yet what there is')
  })
}

interface Controllers {
  readonly manager: ControllerManager
  readonly collector: GarbageCollector
}

function startControllers(options: ControlPlaneOptions): Controllers {
  const { server, rootCa, signingAuthority, settings, clock, random, logger, signal } = options
  const program = 'kube-controller-manager'
  const client = componentClient(server, userOf('system:kube-controller-manager'), program)
  const informers = createInformerFactory({ client, clock, random, logger })
  const clientFor = (controller: string): Client =>
    componentClient(server, controllerUser(controller), `${program}/${controller}`)
  const eventsFor = (component: string, client: Client): EventRecorder =>
    createEventRecorder({ client, clock, random, component })
  const manager = runControllers(
    newControllers({
      ...settings,
      ...{ clock, rootCa, signingAuthority },
      signToken: (claims) => server.signToken(claims),
      namespacedResources: async () => [
        ...deletable(({ namespaced }) => namespaced),
        ...(await namespacedCustomResources(client)),
      ],
    }),
    { clientFor, informers, clock, random, logger: logger.child('controllers'), eventsFor, signal },
  )
  const collector = runGarbageCollector({
    client: clientFor(controllerNames.garbageCollector),
    informers,
    clock,
    random,
    logger: logger.child('garbage-collector'),
    signal,
    resources: deletable(({ plural }) => plural !== 'events'),
  })
  return { manager, collector }
}

function startScheduler({ server, clock, random, logger, signal }: ControlPlaneOptions): Scheduler {
  const client = componentClient(server, userOf('system:kube-scheduler'), 'kube-scheduler')
  const informers = createInformerFactory({ client, clock, random, logger })
  const events = createEventRecorder({ client, clock, random, component: 'default-scheduler' })
  return runScheduler({ client, informers, clock, random, logger: logger.child('scheduler'), events, signal })
}

/** One handle per stored kind that can be listed, watched and deleted. */
function deletable(isWanted: (resource: ApiResource) => boolean): Resource[] {
  const verbs = ['list', 'watch', 'delete']
  return apiResources().filter(
    (resource) =>
      resource.version === resource.storageVersion &&
      verbs.every((verb) => resource.verbs.includes(verb)) &&
      isWanted(resource),
  )
}

/** The custom resources there are now, in the version their objects are kept in. */
async function namespacedCustomResources(client: Client): Promise<Resource[]> {
  const { items } = await client.list(customResourceDefinitions)
  return items.flatMap(({ spec, status }) => {
    const isEstablished = isConditionTrue(status?.conditions, 'Established')
    const version = spec.versions.find(({ storage, served }) => storage && served)?.name
    if (!isEstablished || !version || spec.scope !== 'Namespaced') return []
    const { plural, kind } = spec.names
    return [{ group: spec.group, version, plural, kind, namespaced: true }]
  })
}

function userOf(name: string): { name: string; groups: string[] } {
  return { name, groups: ['system:authenticated'] }
}
