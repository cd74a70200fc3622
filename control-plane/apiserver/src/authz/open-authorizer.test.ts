import { pods } from '@knarr/api/core/v1'
import { createClient } from '@knarr/client'
import { MetricsRegistry } from '@knarr/component'
import { expect, it } from 'vitest'
import { strategies } from '../registry/resources.ts'
import { startTestServer } from '../testing/test-server.ts'

const jane = { name: 'jane', groups: ['system:authenticated'] }

it.each([
  [[], 'at least one authorization-mode must be passed'],
  [['Rbac'], 'authorization-mode "Rbac" is not a valid mode'],
  [['ABAC'], "authorization-mode ABAC's authorization policy file not passed"],
  [['Webhook'], "authorization-mode Webhook's authorization config file not passed"],
  [['Node', 'Node'], 'authorization-mode ["Node" "Node"] has mode specified more than once'],
])('refuses the modes %j: %s', async (authorizationModes, text) => {
  await expect(startTestServer({ authorizationModes })).rejects.toThrow(text)
})

it('wants a policy file for ABAC only', async () => {
  const test = startTestServer({ authorizationPolicyFile: 'policies.jsonl' })
  await expect(test).rejects.toThrow('cannot specify --authorization-policy-file without mode ABAC')
})

it('lets everybody do everything by AlwaysAllow', async () => {
  await using test = await startTestServer({ strategies, authorizationModes: ['AlwaysAllow'] })
  const client = createClient(test.server.transport(jane))
  expect((await client.list(pods, { namespace: 'default' })).items).toEqual([])
})

it('lets only system:masters do anything by AlwaysDeny', async () => {
  await using test = await startTestServer({ strategies, authorizationModes: ['AlwaysDeny'] })
  const client = createClient(test.server.transport(jane))
  await expect(client.list(pods, { namespace: 'default' })).rejects.toThrow(
    'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default": Everything is forbidden.',
  )
  expect((await test.client.list(pods, { namespace: 'default' })).items).toEqual([])
})

it('counts who settled what', async () => {
  const metrics = new MetricsRegistry()
  await using test = await startTestServer({ strategies, metrics })
  const kubelet = createClient(test.server.transport({ name: 'system:node:n1', groups: ['system:nodes'] }))
  await kubelet.list(pods, { fieldSelector: 'spec.nodeName=n1' })
  await expect(kubelet.list(pods)).rejects.toThrow('cannot list')
  expect(metrics.text()).toContain(
    'apiserver_authorization_decisions_total{type="Node",name="node",decision="allowed"} 1',
  )
})
