import { serviceCIDRs } from '@knarr/api/networking/v1'
import { expect, it } from 'vitest'
import { startTestServer } from '../testing/test-server.ts'
import { ensureDefaultServiceCidr } from './default-service-cidr.ts'

const key = { namespace: '', name: 'kubernetes' }

it('shows the service network as a ServiceCIDR that is ready, and leaves one that says otherwise', async () => {
  await using test = await startTestServer({ strategies: undefined as never })
  const { client, clock } = test
  const found = await client.get(serviceCIDRs, key)
  expect(found.spec.cidrs).toEqual(['10.96.0.0/12'])
  expect(found.status?.conditions).toMatchObject([
    { type: 'Ready', status: 'True', message: 'Kubernetes default Service CIDR is ready' },
  ])
  await ensureDefaultServiceCidr(client, ['10.0.0.0/24'], clock)
  expect(await client.get(serviceCIDRs, key)).toEqual(found)
})
