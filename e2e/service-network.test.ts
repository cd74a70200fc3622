import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

/** Looks the API server up by its name, and asks it its version. */
const script = `
const ca = require('fs').readFileSync('/var/run/secrets/kubernetes.io/serviceaccount/ca.crt')
require('dns').lookup('kubernetes', (error, address) => {
  console.log(error ? error.message : address)
  require('https').get('https://kubernetes.default/version', { ca }, (answer) => {
    console.log(answer.statusCode)
    process.exit()
  })
})`
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'asker' },
  spec: {
    restartPolicy: 'Never',
    containers: [
      {
        name: 'asker',
        image: 'knarr/hello:latest',
        imagePullPolicy: 'IfNotPresent',
        command: ['node', '-e', script],
      },
    ],
  },
}

describe('a cluster with a service network of its own', () => {
  let knarr: KnarrProcess
  let kubectl: Kubectl
  beforeAll(async () => {
    if (process.getuid?.() !== 0) throw new Error('NOT RUN: real nodes need root')
    knarr = await KnarrProcess.start({
      runtime: 'sandbox',
      args: ['--service-cluster-ip-range=172.30.0.0/16'],
    })
    kubectl = kubectlFor(knarr.kubeconfig)
  })
  afterAll(async () => {
    await knarr?.destroy()
  })

  // One that nodes take for themselves where nobody else has it.
  it('has the API server at its first address and DNS at its tenth, which pods reach', async () => {
    const ips = '{.items[*].spec.clusterIP}'
    expect(await kubectl('get', 'services', '-A', '-o', `jsonpath=${ips}`)).toBe('172.30.0.1 172.30.0.10')
    expect((await kubectl.result(['create', '-f', '-'], { stdin: JSON.stringify(pod) })).code).toBe(0)
    await kubectl('wait', '--for=jsonpath={.status.phase}=Succeeded', 'pod/asker', '--timeout=60s')
    expect(await kubectl('logs', 'asker')).toBe('172.30.0.1\n200\n')
  })
})
