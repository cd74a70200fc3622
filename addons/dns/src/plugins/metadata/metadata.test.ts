import type { KubeObject } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { ask, short } from '../../testing/ask.ts'
import { FixedInformers } from '../../testing/fixed-informers.ts'
import { startForTest } from '../../testing/start-server.ts'

function clusterWithClient(): FixedInformers {
  const informers = new FixedInformers()
  informers.put('pods', {
    metadata: { namespace: 'shop', name: 'client', labels: { app: 'web' } },
    spec: {},
    status: { phase: 'Running', podIPs: [{ ip: '127.0.0.1' }] },
  } as unknown as KubeObject)
  return informers
}

describe('metadata', () => {
  it('tells the log who asks, and what for', async () => {
    const labels = ['client-namespace', 'client-pod-name', 'client-label/app', 'kind', 'service', 'namespace']
    const format = labels.map((label) => `{/kubernetes/${label}}`).join(' ')
    const test = await startForTest(
      `. {\n metadata\n log . "${format} {/nobody/knows}"\n kubernetes cluster.local {\n pods verified\n }\n}`,
      { informers: clusterWithClient() },
    )
    await ask('api.shop.svc.cluster.local.', 'A', test)
    await ask('example.org.', 'A', test)
    expect(test.logged).toEqual(['shop client web svc api shop -', 'shop client web - - - -'])
  })

  it('says why a name of the cluster cannot be read', async () => {
    const test = await startForTest(
      '. {\n metadata\n log . "{/kubernetes/parse-error}"\n kubernetes cluster.local\n}',
      { informers: new FixedInformers() },
    )
    await ask('a.b.what.cluster.local.', 'A', test)
    expect(test.logged).toEqual(['invalid query name'])
  })

  it('gives templates what they ask for by name', async () => {
    const test = await startForTest(
      `. {\n metadata\n kubernetes cluster.local {\n pods verified\n }\n template ANY TXT {\n answer "{{ .Name }} 5 IN TXT {{ .Meta \\"kubernetes/client-pod-name\\" }}"\n }\n}`,
      { informers: clusterWithClient() },
    )
    expect(short((await ask('who.', 'TXT', test)).answers)).toEqual(['who. TXT "client"'])
  })

  it('says nothing of other zones than its own', async () => {
    const test = await startForTest(
      '. {\n metadata example.org\n log . "{/kubernetes/client-pod-name}"\n kubernetes cluster.local {\n pods verified\n }\n}',
      { informers: clusterWithClient() },
    )
    await ask('example.org.', 'A', test)
    await ask('example.net.', 'A', test)
    expect(test.logged).toEqual(['client', '-'])
  })
})
