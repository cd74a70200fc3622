import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

const run = promisify(execFile)

const countStarts = `
  const fs = require('fs')
  fs.appendFileSync('/data/starts', process.getuid() + '\\n')
  process.on('SIGTERM', () => process.exit(0))
  console.log(fs.readFileSync('/data/starts', 'utf8').trim().split('\\n').join(' '))
  setInterval(() => {}, 1000)`

const claimSpec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }

/** A pod's spec whose container notes each of its starts in its volume. */
function podSpec(volumes: readonly object[], image = 'knarr/hello:latest') {
  return {
    terminationGracePeriodSeconds: 5,
    securityContext: { runAsUser: 1000, runAsGroup: 1000, fsGroup: 2000 },
    containers: [
      {
        name: 'main',
        image,
        imagePullPolicy: 'IfNotPresent',
        command: ['node', '-e', countStarts],
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
      },
    ],
    ...(volumes.length > 0 ? { volumes } : {}),
  }
}

const statefulSpec = {
  replicas: 2,
  serviceName: 'db',
  podManagementPolicy: 'Parallel',
  selector: { matchLabels: { app: 'db' } },
  template: { metadata: { labels: { app: 'db' } }, spec: podSpec([]) },
  volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claimSpec }],
}

describe.each(['sandbox', 'containerd'] as const)('claims on %s', (runtime) => {
  let knarr: KnarrProcess
  let kubectl: Kubectl

  async function apply(kind: string, name: string, rest: object, apiVersion = 'v1'): Promise<void> {
    const stdin = JSON.stringify({ apiVersion, kind, metadata: { name }, ...rest })
    const { code, stderr } = await kubectl.result(['apply', '-f', '-'], { stdin })
    expect([code, stderr]).toEqual([0, ''])
  }

  const field = (what: string, path: string): Promise<string> =>
    kubectl('get', ...what.split(' '), '-o', `jsonpath=${path}`)

  /** The directory of a claim's volume, on the node it was made on. */
  async function directoryOf(claim: string): Promise<string> {
    const node = await field(`pvc ${claim}`, '{.metadata.annotations.volume\\.kubernetes\\.io/selected-node}')
    const path = join(
      knarr.dataDirectory,
      'nodes',
      node,
      'volumes',
      await field(`pvc ${claim}`, '{.spec.volumeName}'),
    )
    expect(await field(`pv ${await field(`pvc ${claim}`, '{.spec.volumeName}')}`, '{.spec.local.path}')).toBe(
      path,
    )
    return path
  }

  async function eventually(what: () => Promise<string>, expected: string | RegExp): Promise<void> {
    for (let tries = 0; tries < 150; tries++) {
      const text = await what()
      if (typeof expected === 'string' ? text.includes(expected) : expected.test(text)) return
      await sleep(200)
    }
    expect(await what()).toMatch(expected)
  }

  const messages = (name: string): Promise<string> =>
    field(
      `events --field-selector involvedObject.name=${name}`,
      '{range .items[*]}{.reason} {.message}{"\\n"}{end}',
    )

  const runningOn = async (pod: string): Promise<string> => {
    await kubectl('wait', '--for=condition=Ready', `pod/${pod}`, '--timeout=60s')
    return await field(`pod ${pod}`, '{.spec.nodeName}')
  }

  beforeAll(async () => {
    if (process.getuid?.() !== 0) throw new Error('NOT RUN: real nodes need root')
    knarr = await KnarrProcess.start({ runtime, nodes: 2 })
    kubectl = kubectlFor(knarr.kubeconfig)
  })
  afterAll(async () => {
    await knarr?.destroy()
  })

  it('the pods of a stateful set get volumes of the default class, each on its node', async () => {
    expect(await kubectl('get', 'storageclass', '--no-headers')).toMatch(
      /^standard \(default\)\s+knarr\.io\/local-path\s+Delete\s+WaitForFirstConsumer\s+true\s/,
    )
    await apply('StatefulSet', 'db', { spec: statefulSpec }, 'apps/v1')
    await kubectl('rollout', 'status', 'statefulset/db', '--timeout=60s')
    for (const ordinal of [0, 1]) {
      const node = await runningOn(`db-${ordinal}`)
      expect(await directoryOf(`data-db-${ordinal}`)).toContain(`/nodes/${node}/volumes/pvc-`)
      expect(await kubectl('logs', `db-${ordinal}`)).toBe('1000\n')
    }
    expect(await messages('data-db-0')).toContain(
      'ProvisioningSucceeded Successfully provisioned volume pvc-',
    )
  })

  it('data outlives the pod, and Knarr however it ends', async () => {
    const node = await runningOn('db-0')
    await kubectl('delete', 'pod', 'db-0', '--timeout=60s')
    await eventually(() => kubectl.result(['logs', 'db-0']).then(({ stdout }) => stdout), '1000 1000\n')
    expect(await runningOn('db-0')).toBe(node)
    await knarr.stop('SIGKILL')
    knarr = await KnarrProcess.start({ runtime, nodes: 2, dataDirectory: knarr.dataDirectory })
    await kubectl('delete', 'pod', 'db-0', '--timeout=60s')
    await eventually(() => kubectl.result(['logs', 'db-0']).then(({ stdout }) => stdout), '1000 1000 1000\n')
  })

  it('a claim grows', async () => {
    const more = JSON.stringify({ spec: { resources: { requests: { storage: '2Gi' } } } })
    await kubectl('patch', 'pvc', 'data-db-1', '-p', more)
    await kubectl('wait', '--for=jsonpath={.status.capacity.storage}=2Gi', 'pvc/data-db-1', '--timeout=30s')
    expect(
      await field(`pv ${await field('pvc data-db-1', '{.spec.volumeName}')}`, '{.spec.capacity.storage}'),
    ).toBe('2Gi')
  })

  it('a claim in use is protected, and takes its volume and its files along once it is not', async () => {
    const directory = await directoryOf('data-db-0')
    const volume = await field('pvc data-db-0', '{.spec.volumeName}')
    await kubectl('delete', 'pvc', 'data-db-0', '--wait=false')
    expect(await kubectl('get', 'pvc', 'data-db-0', '--no-headers')).toContain('Terminating')
    expect(readdirSync(directory)).toEqual(['starts'])
    await kubectl('scale', 'statefulset', 'db', '--replicas=0')
    await kubectl('wait', '--for=delete', 'pod/db-0', 'pvc/data-db-0', `pv/${volume}`, '--timeout=60s')
    expect(existsSync(directory)).toBe(false)
    expect(existsSync(await directoryOf('data-db-1'))).toBe(true)
  })

  it('a volume that is to be retained stays with its files', async () => {
    const directory = await directoryOf('data-db-1')
    const volume = await field('pvc data-db-1', '{.spec.volumeName}')
    const retain = JSON.stringify({ spec: { persistentVolumeReclaimPolicy: 'Retain' } })
    await kubectl('patch', 'pv', volume, '-p', retain)
    await kubectl('delete', 'pvc', 'data-db-1', '--timeout=60s')
    await kubectl('wait', '--for=jsonpath={.status.phase}=Released', `pv/${volume}`, '--timeout=30s')
    await kubectl('delete', 'pv', volume, '--timeout=30s')
    expect(readdirSync(directory)).toEqual(['starts'])
  })

  it('an ephemeral volume comes and goes with its pod', async () => {
    const ephemeral = { volumeClaimTemplate: { spec: claimSpec } }
    await apply('Pod', 'scratch', { spec: podSpec([{ name: 'data', ephemeral }]) })
    await runningOn('scratch')
    const directory = await directoryOf('scratch-data')
    expect(existsSync(directory)).toBe(true)
    await kubectl('delete', 'pod', 'scratch', '--timeout=60s')
    await kubectl('wait', '--for=delete', 'pvc/scratch-data', '--timeout=60s')
    await eventually(async () => String(existsSync(directory)), 'false')
  })

  it('a block device of the node is one of the container', async () => {
    const disk = join(knarr.dataDirectory, 'disk.img')
    writeFileSync(disk, Buffer.alloc(1 << 20, 'disk'))
    const device = (await run('losetup', ['--find', '--show', disk])).stdout.trim()
    onTestFinished(async () => void (await run('losetup', ['--detach', device])))
    const spec = { accessModes: ['ReadWriteOnce'], volumeMode: 'Block', storageClassName: '' }
    const matchExpressions = [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['knarr-2'] }]
    await apply('PersistentVolume', 'disk', {
      spec: {
        ...{ ...spec, capacity: { storage: '1Mi' }, local: { path: device } },
        nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions }] } },
      },
    })
    const resources = { requests: { storage: '1Mi' } }
    await apply('PersistentVolumeClaim', 'disk', { spec: { ...spec, resources } })
    const volumes = [{ name: 'disk', persistentVolumeClaim: { claimName: 'disk' } }]
    const show = `
      const disk = fs.openSync('/dev/claimed', 'r+')
      const bytes = Buffer.alloc(4)
      fs.readSync(disk, bytes)
      fs.writeSync(disk, 'pod!', 0)
      fs.fsyncSync(disk)
      console.log(fs.fstatSync(disk).isBlockDevice(), bytes.toString())`
    const [main] = podSpec([]).containers
    const { volumeMounts, ...container } = { ...main, command: ['node', '-e', show] }
    const containers = [{ ...container, volumeDevices: [{ name: 'disk', devicePath: '/dev/claimed' }] }]
    const securityContext = { runAsUser: 0 }
    await apply('Pod', 'raw', { spec: { restartPolicy: 'Never', securityContext, containers, volumes } })
    await kubectl('wait', '--for=jsonpath={.status.phase}=Succeeded', 'pod/raw', '--timeout=60s')
    expect(await kubectl('logs', 'raw')).toBe('true disk\n')
    expect(readFileSync(disk).subarray(0, 8).toString()).toBe('pod!disk')
  })

  it('a pod whose claim is not there says so, to the scheduler or to the node', async () => {
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'nope' } }]
    await apply('Pod', 'lonely', { spec: podSpec(volumes) })
    const sent = { ...podSpec(volumes), nodeName: 'knarr-1' }
    await apply('Pod', 'sent', { spec: sent })
    await eventually(
      () => messages('lonely'),
      'FailedScheduling 0/2 nodes are available: persistentvolumeclaim "nope" not found.',
    )
    await eventually(
      () => messages('sent'),
      'FailedMount Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[data]: error processing PVC default/nope: failed to fetch PVC from API server: persistentvolumeclaims "nope" not found',
    )
    await apply('PersistentVolumeClaim', 'nope', { spec: claimSpec })
    const node = await runningOn('lonely')
    await kubectl('delete', 'pod', 'sent', '--timeout=60s')
    const elsewhere = node === 'knarr-1' ? 'knarr-2' : 'knarr-1'
    await apply('Pod', 'astray', { spec: { ...sent, nodeName: elsewhere } })
    await eventually(
      () => messages('astray'),
      /FailedMount MountVolume.NodeAffinity check failed for volume "pvc-.*" : no matching NodeSelectorTerms/,
    )
    await apply('Pod', 'beside', { spec: { ...sent, nodeName: node } })
    await runningOn('beside')
  })
})
