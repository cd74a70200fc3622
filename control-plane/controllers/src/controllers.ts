import type { Controller } from '@knarr/controller'
import type { Clock } from '@knarr/machinery'
import { deploymentController } from './deployment/deployment-controller.ts'
import { replicaSetController } from './replicaset/replicaset-controller.ts'

/** What controllers are told beside what the API says. */
export interface ControllersOptions {
  readonly clock: Clock
  /** The cluster's CA bundle in PEM, published to every namespace. */
  readonly rootCa: string
}

/** Every built-in controller, with state of its own. Adding one is adding its line here. */
export function newControllers({ clock }: ControllersOptions): readonly Controller[] {
  return [deploymentController(), replicaSetController(clock)]
}
