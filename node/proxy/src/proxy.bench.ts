import type { Service } from '@knarr/api/core/v1'
import type { EndpointSlice } from '@knarr/api/discovery/v1'
import { test } from 'vitest'
import { ChangeTracker } from './changes/change-tracker.ts'
import { NftTable } from './nftables/nft-table.ts'
import { renderService } from './nftables/render-service.ts'
import { cidrOptions } from './testing/cases.ts'

function service(index: number): Service {
  const clusterIP = `172.30.${index >> 8}.${index & 255}`
  return {
    ...{ apiVersion: 'v1', kind: 'Service' },
    metadata: { namespace: 'default', name: `s${index}` } as Service['metadata'],
    spec: { clusterIP, clusterIPs: [clusterIP], ports: [{ port: 80 }] },
  }
}

function slice(index: number, last: number): EndpointSlice {
  const labels = { 'kubernetes.io/service-name': `s${index}` }
  return {
    ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4' },
    metadata: { namespace: 'default', name: `s${index}-1`, labels } as unknown as EndpointSlice['metadata'],
    ports: [{ port: 8080 }],
    endpoints: Array.from({ length: 10 }, (_, other) => ({ addresses: [`10.0.${other}.${last}`] })),
  }
}

function sync(tracker: ChangeTracker, table: NftTable): string[] {
  const changes = tracker.take()
  return table.update(
    new Map(changes.map(({ key, entries }) => [key, renderService(entries, tracker.topology, cidrOptions)])),
  )
}

test.for([100, 10_000])('%d services of ten endpoints', { timeout: 60_000 }, async (count, { bench }) => {
  const tracker = new ChangeTracker({ family: 'IPv4', nodeName: 'here' })
  const table = new NftTable(cidrOptions)
  for (let index = 0; index < count; index++) {
    tracker.updateService(service(index))
    tracker.updateSlice(slice(index, 1))
  }
  sync(tracker, table)
  let last = 1
  await bench('the endpoints of one change, from slice to commands', () => {
    last = (last % 250) + 1
    tracker.updateSlice(slice(7, last))
    if (sync(tracker, table).length !== 2) throw new Error('more than one chain was rewritten')
  }).run()
})
