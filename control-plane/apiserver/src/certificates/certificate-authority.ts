import { KeyObject, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import type { Clock } from '@knarr/machinery'
import type { X509Certificate as Certificate } from '@peculiar/x509'

/** A certificate and its key, in PEM. */
export interface KeyPair {
  readonly cert: string
  readonly key: string
}

/** What a certificate is for. */
export interface CertificateRequest {
  readonly commonName: string
  readonly organizations?: readonly string[]
  /** DNS names and addresses of a server; a client's has none. */
  readonly hosts?: readonly string[]
  readonly usage: 'server' | 'client'
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 86_400_000
const authorityDays = 3650
const leafDays = 365

/** The library is large and only needed where something is to be issued. */
async function loadX509(): Promise<typeof import('@peculiar/x509')> {
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  x509.cryptoProvider.set(webcrypto as never)
  return x509
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
}

function keyPem(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }) as string
}

function pem(certificate: Certificate): string {
  return `${certificate.toString('pem')}\n`
}

function validity(clock: Clock, days: number): { notBefore: Date; notAfter: Date } {
  const now = clock.now()
  return { notBefore: new Date(now - 5 * 60_000), notAfter: new Date(now + days * dayMs) }
}

/** A new authority: self-signed, for ten years. */
export async function createAuthority(clock: Clock): Promise<KeyPair> {
  const x509 = await loadX509()
  const keys = await newKeys()
  const usages =
    x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: ['kubernetes'] }],
    ...validity(clock, authorityDays),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(usages, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: pem(certificate), key: keyPem(keys.privateKey) }
}

/** Issues one certificate for a year. */
export async function issueCertificate(
  authority: KeyPair,
  request: CertificateRequest,
  clock: Clock,
): Promise<KeyPair> {
  const x509 = await loadX509()
  const issuer = new x509.X509Certificate(authority.cert)
  const keys = await newKeys()
  const organizations = request.organizations?.length ? [{ O: [...request.organizations] }] : []
  const purpose =
    request.usage === 'server' ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth
  const usages = x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment
  const names = (request.hosts ?? []).map((host) => ({
    type: isIP(host) ? ('ip' as const) : ('dns' as const),
    value: host,
  }))
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [...organizations, { CN: [request.commonName] }],
    issuer: issuer.subject,
    ...validity(clock, leafDays),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(usages, true),
      new x509.ExtendedKeyUsageExtension([purpose]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  })
  return { cert: pem(certificate), key: keyPem(keys.privateKey) }
}

async function importKey(keyText: string): Promise<webcrypto.CryptoKey> {
  const der = Buffer.from(keyText.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  return (await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign'])) as webcrypto.CryptoKey
}

function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16))
  bytes[0] = ((bytes[0] as number) & 0x7f) | 0x40
  return Buffer.from(bytes).toString('hex')
}
