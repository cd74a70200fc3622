import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ExtensionServer,
  startExtensionServer,
} from '../control-plane/apiserver/src/testing/extension-server.ts'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

const group = 'wardle.example.com'
const root = `/apis/${group}/v1`
const flunder = (name: string): object => ({
  ...{ apiVersion: `${group}/v1`, kind: 'Flunder' },
  metadata: { name, namespace: 'default', creationTimestamp: '2026-01-01T00:00:00Z' },
})
const resources = [
  {
    name: 'flunders',
    singularName: 'flunder',
    namespaced: true,
    kind: 'Flunder',
    verbs: ['get', 'list'],
    shortNames: ['fl'],
  },
]

/** An API server of somebody else, behind ours. */
describe('an extension API server', () => {
  let knarr: KnarrProcess
  let kubectl: Kubectl
  let extension: ExtensionServer

  beforeAll(async () => {
    knarr = await KnarrProcess.start({ runtime: 'none' })
    kubectl = kubectlFor(knarr.kubeconfig)
    const path = 'jsonpath={.data.requestheader-client-ca-file}'
    const clientCa = await kubectl(
      'get',
      'configmap',
      '-n',
      'kube-system',
      'extension-apiserver-authentication',
      '-o',
      path,
    )
    extension = await startExtensionServer(
      {
        [root]: { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: `${group}/v1`, resources },
        [`${root}/namespaces/default/flunders`]: {
          ...{ kind: 'FlunderList', apiVersion: `${group}/v1`, metadata: {} },
          items: [flunder('one'), flunder('two')],
        },
        [`${root}/namespaces/default/flunders/one`]: flunder('one'),
      },
      { clientCa },
    )
  })
  afterAll(async () => {
    await extension?.[Symbol.asyncDispose]()
    await knarr?.destroy()
  })

  it('is not there until its service is, and keeps nobody from the rest', async () => {
    const manifest = `apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: { name: v1.${group} }
spec:
  group: ${group}
  version: v1
  groupPriorityMinimum: 2000
  versionPriority: 200
  service: { namespace: default, name: extension, port: ${extension.port} }
  caBundle: ${extension.caBundle}
`
    expect((await kubectl.result(['apply', '-f', '-'], { stdin: manifest })).stderr).toBe('')
    await expect
      .poll(() => kubectl('get', 'apiservices', `v1.${group}`, '--no-headers'), { timeout: 10_000 })
      .toMatch(/default\/extension +False \(ServiceNotFound\)/)
    expect(await kubectl('get', 'apiservices', 'v1.apps', '--no-headers')).toMatch(/Local +True/)
    expect(await kubectl('get', 'namespaces', '-o', 'name')).toContain('namespace/default')
  })

  it('is part of the API once it answers, for whoever asks in their own name', async () => {
    await kubectl('create', 'service', 'externalname', 'extension', '--external-name=localhost')
    await kubectl('wait', '--for=condition=Available', `apiservice/v1.${group}`, '--timeout=20s')
    await expect
      .poll(() => kubectl('get', 'fl', '-o', 'name'), { timeout: 20_000 })
      .toBe(`flunder.${group}/one\nflunder.${group}/two\n`)
    expect(await kubectl('api-resources', `--api-group=${group}`)).toMatch(/flunders +fl +wardle/)
    const shown = await kubectl(
      'get',
      'flunder',
      'one',
      '-o',
      'yaml',
      '--as=jane',
      '--as-group=system:masters',
    )
    expect(shown).toContain('kind: Flunder')
    const asked = extension.asked.findLast(({ url }) => url.endsWith('/flunders/one'))
    expect(asked?.headers).toMatchObject({ 'x-remote-user': 'jane' })
    const missing = await kubectl.result(['get', 'flunder', 'three'])
    expect(missing.stderr).toContain('NotFound')
  })

  it('may be a front proxy, which is believed as to who asks by its certificate alone', async () => {
    const certificates = join(knarr.dataDirectory, 'certificates')
    const pair = (name: string): object => ({
      cert: readFileSync(join(certificates, `${name}.crt`)),
      key: readFileSync(join(certificates, `${name}.key`)),
    })
    const url = new URL(/server: (\S+)/.exec(readFileSync(knarr.kubeconfig, 'utf8'))?.[1] ?? '')
    const whoAmI = async (credentials: object): Promise<{ code: number; text: string }> =>
      await new Promise((resolve, reject) => {
        const options = { method: 'POST', rejectUnauthorized: false, agent: false, ...credentials }
        const headers = { 'x-remote-user': 'jane', 'content-type': 'application/json' }
        const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
        const sent = request(
          { host: url.hostname, port: url.port, path, headers, ...options },
          async (response) => {
            let text = ''
            for await (const chunk of response) text += chunk
            resolve({ code: response.statusCode ?? 0, text })
          },
        )
        sent.on('error', reject)
        sent.end('{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}')
      })
    expect((await whoAmI(pair('front-proxy-client'))).text).toContain('"username":"jane"')
    expect((await whoAmI(pair('admin'))).text).toContain('"username":"kubernetes-admin"')
    expect((await whoAmI({})).code).toBe(403)
  })
})
