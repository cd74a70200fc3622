import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

const disk = mkdtempSync(join(tmpdir(), 'knarr-disk-'))
const dataDirectory = join(disk, 'data')
const filler = join(disk, 'filler')
const large = join(mkdtempSync(join(tmpdir(), 'knarr-large-')), 'value')

describe('on a disk that is full', () => {
  let knarr: KnarrProcess
  let kubectl: Kubectl
  const written: string[] = []
  const write = async (name: string): Promise<string> => {
    const { code, stderr } = await kubectl.result(['create', 'configmap', name, `--from-file=${large}`])
    if (code === 0) written.push(name)
    return stderr
  }

  beforeAll(async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk])
    writeFileSync(large, 'x'.repeat(900_000))
    knarr = await KnarrProcess.start({ dataDirectory })
    kubectl = kubectlFor(knarr.kubeconfig)
  })
  afterAll(async () => {
    await knarr?.destroy()
    execFileSync('umount', [disk])
    rmSync(disk, { recursive: true })
  })

  it('refuses what it cannot keep, and says why', async () => {
    await write('before')
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - 3_000_000)))
    let refusal = ''
    for (let n = 0; n < 10 && !refusal; n++) refusal = await write(`filling-${n}`)
    expect(refusal).toMatch(/Internal error occurred: cannot write to the store in .*: the disk is full/)
  })

  it('goes on answering', async () => {
    expect(await kubectl('get', 'configmap', 'before', '-o', 'name')).toBe('configmap/before\n')
    expect(await kubectl('get', '--raw', '/livez')).toBe('ok')
  })

  it('takes writes again when there is room', async () => {
    rmSync(filler)
    expect(await write('after')).toBe('')
  })

  it('has kept what it acknowledged, also after a crash, and nothing else', async () => {
    await knarr.stop('SIGKILL')
    knarr = await KnarrProcess.start({ dataDirectory })
    kubectl = kubectlFor(knarr.kubeconfig)
    const names = await kubectl('get', 'configmaps', '-o', 'name')
    const kept = names.split('\n').filter((name) => name && !name.endsWith('/kube-root-ca.crt'))
    expect(kept.sort()).toEqual(written.map((name) => `configmap/${name}`).sort())
  })
})
