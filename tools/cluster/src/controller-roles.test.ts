import { certificateSigningRequests } from '@knarr/api/certificates/v1'
import type { AdmissionPlugin, AuthorizationAttributes, Authorizer } from '@knarr/apiserver'
import { controllerNames, controllerUser } from '@knarr/controllers'
import { VirtualClock } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { Cluster } from './cluster.ts'
import { giveWorkToAllControllers } from './testing/work-of-all-controllers.ts'

it('lets every controller do its work under a role of its own, and refuses none of them anything', async () => {
  const refused = new Set<string>()
  const writers = new Set<string>()
  await using cluster = await Cluster.start({
    ...{ clock: new VirtualClock(), seed: 1, nodes: 2 },
    admission: [noting(writers)],
    admissionPlugins: { enable: ['OwnerReferencesPermissionEnforcement'] },
    apiServer: { authorizers: [askedLast(refused)] },
    controllers: { legacyTokenCleanUpPeriodMs: 1000, loadBalancerRange: async () => '172.26.0.0/24' },
  })
  await giveWorkToAllControllers(cluster)
  expect([...refused]).toEqual([])
  expect((await cluster.client.list(certificateSigningRequests)).items).toEqual([])
  const controllers = Object.values(controllerNames).map((name) => controllerUser(name).name)
  expect([...writers].sort()).toEqual(
    expect.arrayContaining([...controllers, 'system:kube-scheduler', 'system:node:node-1']),
  )
}, 60_000)

/** What reaches it nobody has allowed. */
function askedLast(refused: Set<string>): Authorizer {
  return {
    authorize(attributes) {
      // The plugin for owners asks this first, and then for the one owner that matters.
      if (attributes.resource !== '*') refused.add(textOf(attributes))
      return { verdict: 'noOpinion', reason: '' }
    },
    rulesFor: async () => ({ resourceRules: [], nonResourceRules: [], isIncomplete: false }),
  }
}

function noting(writers: Set<string>): AdmissionPlugin {
  return {
    name: 'NoteWriters',
    handles: () => true,
    validate({ user }) {
      writers.add(user.name)
    },
  }
}

function textOf({ user, verb, group, resource, subresource, path }: AuthorizationAttributes): string {
  return `${user.name} ${verb} ${resource ? [resource, subresource, group].join(' ') : path}`
}
