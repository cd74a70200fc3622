import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type CertificateSigningRequest, certificateSigningRequests } from '@knarr/api/certificates/v1'
import { describe, expect, it } from 'vitest'
import { type Asked, ask, decide, requestKey } from '../testing/certificate-requests.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { certificateSigningController } from './certificate-signing-controller.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Made by OpenSSL: of an RSA, an ECDSA and an Ed25519 key; the last without key identifier. */
function authorityOf(name: string): { cert: string; key: string } {
  const read = (kind: string): string =>
    readFileSync(new URL(`testdata/${name}.${kind}`, import.meta.url), 'utf8')
  return { cert: read('crt'), key: read('key') }
}

interface Case {
  readonly asked?: Asked
  readonly spec?: Partial<CertificateSigningRequest['spec']>
  readonly authority?: string
}

async function sign({ asked = { commonName: 'jane' }, spec = {}, authority = 'ecdsa' }: Case) {
  const world = openControllers()
  const signing = { authority: async () => authorityOf(authority), durationMs: 365 * dayMs }
  await ask(world.client, asked, spec)
  await decide(world.client, 'Approved')
  await world.run(() => certificateSigningController(signing))
  const { status } = await world.client.get(certificateSigningRequests, requestKey)
  const pem = Buffer.from(status?.certificate ?? '', 'base64')
  return { ...world, status, certificate: pem.length > 0 ? new X509Certificate(pem) : undefined }
}

describe('the signing controller', () => {
  it.each(['rsa', 'ecdsa', 'ed25519'])('signs with the key of the authority: %s', async (authority) => {
    const { certificate } = await sign({ authority })
    const issuer = new X509Certificate(authorityOf(authority).cert)
    expect(certificate?.checkIssued(issuer)).toBe(true)
    expect(certificate?.verify(issuer.publicKey)).toBe(true)
    expect(certificate?.ca).toBe(false)
  })

  it('certifies the names that are asked for, and what the key is for', async () => {
    const asked = {
      commonName: 'system:node:böat',
      organizations: ['system:nodes'],
      dnsNames: ['boat.example'],
      addresses: [Buffer.from([10, 0, 0, 1])],
    }
    const usages = ['server auth', 'digital signature', 'key encipherment']
    const signerName = 'kubernetes.io/kubelet-serving'
    const { certificate } = await sign({ asked, spec: { usages, signerName } })
    expect(certificate?.subject).toBe('O=system:nodes\nCN=system:node:böat')
    expect(certificate?.subjectAltName).toBe('DNS:boat.example, IP Address:10.0.0.1')
    expect(certificate?.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  })

  it.each([
    ['the cluster’s duration', {}, 365 * dayMs - 5 * 60_000],
    ['the cluster’s duration at most', { expirationSeconds: 2 * 365 * 86_400 }, 365 * dayMs - 5 * 60_000],
    ['what is asked for', { expirationSeconds: 8 * 3600 }, 8 * hourMs - 5 * 60_000],
    ['all that is asked for where it is short', { expirationSeconds: 3600 }, hourMs],
    ['ten minutes at least', { expirationSeconds: 60 }, 10 * 60_000],
  ])('makes a certificate last %s', async (_, spec, durationMs) => {
    const { certificate, clock } = await sign({ spec })
    expect(Date.parse(certificate?.validTo ?? '')).toBe(clock.now() + durationMs)
    expect(Date.parse(certificate?.validFrom ?? '')).toBe(clock.now() - 5 * 60_000)
  })

  it('makes no certificate last longer than the authority', async () => {
    const { certificate } = await sign({ authority: 'ending' })
    expect(certificate?.validTo).toBe(new X509Certificate(authorityOf('ending').cert).validTo)
  })

  const node = { commonName: 'system:node:n', organizations: ['system:nodes'] }
  const serving = 'kubernetes.io/kubelet-serving'
  const client = 'kubernetes.io/kube-apiserver-client-kubelet'

  it.each<[string, Asked, string, string[]]>([
    ['invalid usage for client certificate: server auth', {}, '', ['client auth', 'server auth']],
    ['missing required usage for client certificate: client auth', {}, '', ['digital signature']],
    [
      'subject organization is not system:nodes',
      { ...node, organizations: ['a', 'system:nodes'] },
      client,
      [],
    ],
    ['DNS subjectAltNames are not allowed', { ...node, dnsNames: ['n'] }, client, []],
    ['IP subjectAltNames are not allowed', { ...node, addresses: [Buffer.alloc(4)] }, client, []],
    ['Email subjectAltNames are not allowed', { ...node, emailAddresses: ['a@b'] }, client, []],
    ['URI subjectAltNames are not allowed', { ...node, uris: ['a:b'] }, client, []],
    ['subject common name does not begin with system:node:', { ...node, commonName: 'n' }, client, []],
    ['usages did not match [client auth digital signature key encipherment]', node, client, ['client auth']],
    ['DNS or IP subjectAltName is required', node, serving, []],
    [
      'usages did not match [digital signature key encipherment server auth]',
      { ...node, dnsNames: ['n'] },
      serving,
      ['client auth', 'digital signature'],
    ],
  ])('tells why it does not sign: %s', async (message, asked, signerName, usages) => {
    const spec = { usages, ...(signerName ? { signerName } : {}) }
    const { status } = await sign({ asked, spec })
    expect(status?.certificate).toBeUndefined()
    expect(status?.conditions?.at(-1)).toMatchObject({
      ...{ type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message },
    })
  })

  it('leaves what is of other signers, denied, or not decided', async () => {
    const { certificate } = await sign({ spec: { signerName: 'example.com/signer' } })
    expect(certificate).toBeUndefined()
    const world = openControllers()
    const authority = async () => authorityOf('ecdsa')
    await ask(world.client, {})
    await world.run(() => certificateSigningController({ authority, durationMs: dayMs }))
    await decide(world.client, 'Denied')
    await decide(world.client, 'Approved')
    await world.pass()
    const { status } = await world.client.get(certificateSigningRequests, requestKey)
    expect(status?.certificate).toBeUndefined()
    expect(world.errors).toEqual([])
  })
})
