import { X509Certificate } from 'node:crypto'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VirtualClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ensureCertificates } from './ensure-certificates.ts'
import { kubeconfigFor } from './kubeconfig.ts'

const dayMs = 86_400_000
let directory: string
let clock: VirtualClock

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'knarr-certificates-'))
  clock = new VirtualClock()
})

afterEach(() => rm(directory, { recursive: true }))

describe('the certificates of a cluster', () => {
  it('are for whom they say, by one authority', async () => {
    const certificates = await ensureCertificates(directory, {
      clock,
      hosts: ['box.example.com', '192.0.2.7'],
    })
    const authority = new X509Certificate(certificates.authority.cert)
    const serving = new X509Certificate(certificates.serving.cert)
    const admin = new X509Certificate(certificates.admin.cert)
    const kubelet = new X509Certificate((await certificates.kubelet('n1')).cert)
    expect(authority.ca).toBe(true)
    for (const certificate of [serving, admin, kubelet])
      expect(certificate.verify(authority.publicKey)).toBe(true)
    for (const host of ['localhost', 'kubernetes.default.svc', 'box.example.com']) {
      expect(serving.checkHost(host)).toBe(host)
    }
    for (const address of ['127.0.0.1', '::1', '10.96.0.1', '192.0.2.7'])
      expect(serving.checkIP(address)).toBe(address)
    expect(admin.subject).toBe('O=system:masters\nCN=kubernetes-admin')
    expect(kubelet.subject).toBe('O=system:nodes\nCN=system:node:n1')
  })

  it('are read from the directory the next time', async () => {
    const first = await ensureCertificates(directory, { clock })
    const second = await ensureCertificates(directory, { clock })
    expect(second.serving).toEqual(first.serving)
    expect(second.authority).toEqual(first.authority)
    for (const file of await readdir(directory)) {
      const { mode } = await stat(join(directory, file))
      expect([file, mode & 0o777]).toEqual([file, 0o600])
    }
  })

  it('are issued anew for other hosts, and near their end', async () => {
    const first = await ensureCertificates(directory, { clock })
    const moved = await ensureCertificates(directory, { clock, hosts: ['elsewhere'] })
    expect(moved.serving).not.toEqual(first.serving)
    expect(moved.admin).toEqual(first.admin)
    const added = await moved.servingFor(['127.0.0.2'])
    const names = new X509Certificate(added.cert)
    expect([names.checkIP('127.0.0.2'), names.checkHost('elsewhere')]).toEqual(['127.0.0.2', 'elsewhere'])
    expect(await moved.servingFor([])).toEqual(added)
    await clock.advance(340 * dayMs)
    const later = await ensureCertificates(directory, { clock, hosts: ['elsewhere'] })
    expect(later.admin).not.toEqual(first.admin)
    expect(later.authority).toEqual(first.authority)
  })

  it('make a kubeconfig', async () => {
    const { authority, admin } = await ensureCertificates(undefined, { clock })
    const server = 'https://127.0.0.1:6443'
    const config = parse(kubeconfigFor({ server, authority: authority.cert, user: 'admin', client: admin }))
    expect(config).toMatchObject({
      'current-context': 'knarr',
      clusters: [{ name: 'knarr', cluster: { server } }],
      contexts: [{ name: 'knarr', context: { cluster: 'knarr', user: 'admin' } }],
    })
    const data = config.users[0].user['client-certificate-data']
    expect(Buffer.from(data, 'base64').toString()).toBe(admin.cert)
  })
})
