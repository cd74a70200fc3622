import { join } from 'node:path'
import { describeWithEtcd, EtcdProcess } from '@knarr/storage/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KnarrProcess, runKnarr } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

describeWithEtcd('knarr up with its objects in etcd', () => {
  let etcd: EtcdProcess
  let knarr: KnarrProcess
  let kubectl: Kubectl
  const start = async (dataDirectory?: string, prefix = 'one'): Promise<void> => {
    const args = ['--store', `etcd://127.0.0.1:${etcd.port}/clusters/${prefix}`]
    knarr = await KnarrProcess.start({ args, ...(dataDirectory ? { dataDirectory } : {}) })
    kubectl = kubectlFor(knarr.kubeconfig)
  }

  beforeAll(async () => {
    etcd = await EtcdProcess.start()
    await start()
  })
  afterAll(async () => {
    await knarr?.destroy()
    await etcd?.[Symbol.asyncDispose]()
  })

  it('keeps what kubectl makes, through the death of knarr', async () => {
    await kubectl('create', 'configmap', 'kept', '--from-literal=a=1')
    await knarr.stop('SIGKILL')
    await start(knarr.dataDirectory)
    expect(await kubectl('get', 'configmap', 'kept', '-o', 'jsonpath={.data.a}')).toBe('1')
  })

  it('is copied to disk and back, and goes on from there', async () => {
    const url = `etcd://127.0.0.1:${etcd.port}/clusters`
    const versionOf = async (name: string): Promise<number> =>
      Number(await kubectl('get', 'configmap', name, '-o', 'jsonpath={.metadata.resourceVersion}'))
    const before = await versionOf('kept')
    await knarr.stop()
    const disk = `lmdb:${join(knarr.dataDirectory, 'copy')}`
    await runKnarr('store', 'copy', '--from', `${url}/one`, '--to', disk)
    await runKnarr('store', 'copy', '--from', disk, '--to', `${url}/two`)
    await start(knarr.dataDirectory, 'two')
    expect(await versionOf('kept')).toBeGreaterThan(before)
    await kubectl('annotate', 'configmap', 'kept', 'again=1')
    expect(await runKnarr('store', 'copy', '--from', disk, '--to', `${url}/two`).catch(String)).toMatch(
      'the target is not empty',
    )
  })

  it('goes on when etcd has been away', async () => {
    await etcd.restart()
    await kubectl('create', 'configmap', 'after', '--from-literal=a=2')
    expect(await kubectl('get', 'configmap', 'after', '-o', 'jsonpath={.data.a}')).toBe('2')
  })
})
