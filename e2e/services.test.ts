import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

const run = promisify(execFile)

/** A pod that answers its name over TCP and UDP. */
const echo = (name: string, node: string, labels: string): string => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { ${labels} } }
spec:
  nodeName: ${node}
  terminationGracePeriodSeconds: 0
  containers:
    - name: echo
      image: knarr/hello:latest
      imagePullPolicy: IfNotPresent
      command:
        - node
        - -e
        - |
          const name = process.env.HOSTNAME || require('os').hostname()
          require('http').createServer((q, r) => r.end(name)).listen(8080)
          const udp = require('dgram').createSocket('udp4')
          udp.on('message', (m, from) => udp.send(name, from.port, from.address)).bind(8080)
      readinessProbe: { httpGet: { path: /, port: 8080 }, periodSeconds: 1 }
`

const manifest = `${echo('one', 'knarr-1', 'app: echo')}---
${echo('two', 'knarr-2', 'app: echo')}---
${echo('client', 'knarr-1', 'app: client')}---
apiVersion: v1
kind: Service
metadata: { name: echo }
spec:
  type: NodePort
  clusterIP: 10.96.0.50
  externalIPs: [192.0.2.80]
  selector: { app: echo }
  ports:
    - { name: http, port: 80, targetPort: 8080, nodePort: 30080 }
    - { name: udp, port: 80, targetPort: 8080, protocol: UDP }
---
apiVersion: v1
kind: Service
metadata: { name: faithful }
spec:
  clusterIP: 10.96.0.51
  sessionAffinity: ClientIP
  selector: { app: echo }
  ports: [{ port: 80, targetPort: 8080 }]
---
apiVersion: v1
kind: Service
metadata: { name: balanced }
spec:
  type: LoadBalancer
  selector: { app: echo }
  ports: [{ port: 80, targetPort: 8080 }]
---
apiVersion: v1
kind: Service
metadata: { name: nobody }
spec:
  clusterIP: 10.96.0.52
  selector: { app: nobody }
  ports: [{ port: 80, targetPort: 8080 }]
---
apiVersion: v1
kind: Service
metadata: { name: self }
spec:
  clusterIP: 10.96.0.53
  selector: { app: client }
  ports: [{ port: 80, targetPort: 8080 }]
`

describe('services', { timeout: 60_000 }, () => {
  let knarr: KnarrProcess
  let kubectl: Kubectl

  const inPod = (script: string): Promise<string> => kubectl('exec', 'client', '--', 'node', '-e', script)
  const ask = (url: string, times: number): string =>
    `(async () => { const seen = []
      for (let i = 0; i < ${times}; i++) {
        try { seen.push(await (await fetch('${url}', { headers: { connection: 'close' } })).text()) }
        catch (error) { seen.push(error.cause.code) }
      }
      console.log(JSON.stringify(seen)) })()`
  const answers = async (url: string, times = 24): Promise<string[]> =>
    JSON.parse(await inPod(ask(url, times))) as string[]
  const answersToHost = async (url: string, times = 24): Promise<string[]> => {
    const { stdout } = await run(process.execPath, ['-e', ask(url, times)])
    return JSON.parse(stdout) as string[]
  }
  const kinds = (list: readonly string[]): string[] => [...new Set(list)].sort()

  beforeAll(async () => {
    if (process.getuid?.() !== 0) throw new Error('NOT RUN: real nodes need root')
    knarr = await KnarrProcess.start({ runtime: 'sandbox', nodes: 2 })
    kubectl = kubectlFor(knarr.kubeconfig)
    expect((await kubectl.result(['apply', '-f', '-'], { stdin: manifest })).code).toBe(0)
    await kubectl('wait', '--for=condition=Ready', 'pods', '--all', '--timeout=60s')
  }, 120_000)
  afterAll(async () => {
    await knarr?.destroy()
  })

  it('spread connections over the pods of two nodes, from a pod', async () => {
    await expect
      .poll(async () => kinds(await answers('http://10.96.0.50/')), { timeout: 20_000 })
      .toEqual(['one', 'two'])
  })

  it('answer at the node port of each node and at the cluster IP, from the host', async () => {
    const path = '{.items[*].status.addresses[?(@.type=="InternalIP")].address}'
    const nodes = (await kubectl('get', 'nodes', '-o', `jsonpath=${path}`)).split(' ')
    expect(nodes).toHaveLength(2)
    for (const node of nodes)
      expect(kinds(await answersToHost(`http://${node}:30080/`))).toEqual(['one', 'two'])
    expect(kinds(await answersToHost('http://10.96.0.50/'))).toEqual(['one', 'two'])
  })

  it('answer at an external IP', async () => {
    expect(kinds(await answers('http://192.0.2.80/'))).toEqual(['one', 'two'])
  })

  it('of type LoadBalancer get an address, which answers to pods and to the host', async () => {
    const path = '{.status.loadBalancer.ingress[0].ip}'
    await kubectl('wait', 'service/balanced', `--for=jsonpath=${path}`, '--timeout=20s')
    const url = `http://${await kubectl('get', 'service', 'balanced', '-o', `jsonpath=${path}`)}/`
    await expect.poll(async () => kinds(await answers(url)), { timeout: 20_000 }).toEqual(['one', 'two'])
    expect(kinds(await answersToHost(url))).toEqual(['one', 'two'])
  })

  it('answer through the API server, as their pods do', async () => {
    const path = '/api/v1/namespaces/default'
    const raw = (rest: string): Promise<string> => kubectl('get', '--raw', `${path}/${rest}`)
    const answered = await Promise.all(Array.from({ length: 12 }, () => raw('services/echo:http/proxy/')))
    expect(kinds(answered)).toEqual(['one', 'two'])
    expect(await raw('pods/two:8080/proxy/')).toBe('two')
    const refused = await kubectl.result(['get', '--raw', `${path}/services/nobody:80/proxy/`])
    expect(refused.stderr).toContain('no endpoints available for service "nobody:80"')
  })

  it('answer over UDP', async () => {
    const script = `const socket = require('dgram').createSocket('udp4')
      socket.on('message', (text) => { console.log(String(text)); socket.close() })
      socket.send('hello', 80, '10.96.0.50')`
    expect((await inPod(script)).trim()).toMatch(/^(one|two)$/)
  })

  it('keep a client with its endpoint where they are asked to', async () => {
    expect(kinds(await answers('http://10.96.0.51/'))).toHaveLength(1)
  })

  it('refuse connections where there is no endpoint, or no such port', async () => {
    expect(kinds(await answers('http://10.96.0.52/', 1))).toEqual(['ECONNREFUSED'])
    expect(kinds(await answers('http://10.96.0.50:81/', 1))).toEqual(['ECONNREFUSED'])
  })

  it('lead a pod to itself', async () => {
    expect(kinds(await answers('http://10.96.0.53/', 1))).toEqual(['client'])
  })

  it('follow endpoints as they go and come', async () => {
    await kubectl('delete', 'pod', 'one', '--wait=true')
    await expect
      .poll(async () => kinds(await answers('http://10.96.0.50/', 12)), { timeout: 20_000 })
      .toEqual(['two'])
    await kubectl('delete', 'pod', 'two', '--wait=true')
    await expect
      .poll(async () => kinds(await answers('http://10.96.0.50/', 2)), { timeout: 20_000 })
      .toEqual(['ECONNREFUSED'])
    await kubectl.result(['apply', '-f', '-'], { stdin: echo('three', 'knarr-2', 'app: echo') })
    await expect
      .poll(async () => kinds(await answers('http://10.96.0.50/', 2)), { timeout: 30_000 })
      .toEqual(['three'])
  })

  it('bring pods to the API server, which their token opens', async () => {
    const token = (await kubectl('create', 'token', 'default')).trim()
    const script = `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
      const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env
      fetch('https://' + host + ':' + port + '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
        method: 'POST',
        headers: { authorization: 'Bearer ${token}', 'content-type': 'application/json' },
        body: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }),
      }).then((r) => r.json()).then((o) => console.log(host, o.status.userInfo.username))`
    expect((await inPod(script)).trim()).toBe('10.96.0.1 system:serviceaccount:default:default')
  })
})
