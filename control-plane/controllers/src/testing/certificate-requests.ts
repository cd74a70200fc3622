import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { type CertificateSigningRequest, certificateSigningRequests } from '@knarr/api/certificates/v1'
import type { Client } from '@knarr/client'
import {
  derTag,
  writeAlternativeNames,
  writeDer,
  writeDistinguishedName,
  writeObjectId,
  writePem,
} from '@knarr/machinery'

export interface Asked {
  readonly commonName?: string
  readonly organizations?: readonly string[]
  readonly dnsNames?: readonly string[]
  readonly emailAddresses?: readonly string[]
  readonly addresses?: readonly Buffer[]
  readonly uris?: readonly string[]
}

const { publicKey, privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

/** A signed request of a key of these tests, in PEM. */
export function requestPem(asked: Asked): string {
  const { commonName = '', organizations = [] } = asked
  const attributes = new Map([
    ['2.5.4.3', [commonName]],
    ['2.5.4.10', organizations],
  ])
  const body = writeDer(
    derTag.sequence,
    writeDer(derTag.integer, Buffer.from([0])),
    writeDistinguishedName({ commonName, organizations, attributes }),
    publicKey,
    writeDer(0xa0, ...alternativeNames(asked)),
  )
  const algorithm = writeDer(derTag.sequence, writeObjectId('1.2.840.10045.4.3.2'))
  const signature = sign('sha256', body, createPrivateKey(privateKey))
  const bits = writeDer(derTag.bitString, Buffer.from([0]), signature)
  return writePem('CERTIFICATE REQUEST', writeDer(derTag.sequence, body, algorithm, bits))
}

function alternativeNames(asked: Asked): Buffer[] {
  const { dnsNames = [], emailAddresses = [], addresses = [], uris = [] } = asked
  const names = writeAlternativeNames({ dnsNames, emailAddresses, addresses, uris })
  if (!names) return []
  const value = writeDer(derTag.octetString, names)
  const extension = writeDer(derTag.sequence, writeObjectId('2.5.29.17'), value)
  const extensions = writeDer(derTag.set, writeDer(derTag.sequence, extension))
  return [writeDer(derTag.sequence, writeObjectId('1.2.840.113549.1.9.14'), extensions)]
}

export const requestKey = { namespace: '', name: 'asked' }

/** Puts a request into the world. */
export function ask(
  client: Client,
  asked: Asked,
  spec: Partial<CertificateSigningRequest['spec']> = {},
): Promise<CertificateSigningRequest> {
  return client.create(certificateSigningRequests, {
    metadata: { name: requestKey.name },
    spec: {
      request: Buffer.from(requestPem(asked)).toString('base64'),
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth'],
      ...spec,
    },
  })
}

/** Writes a condition, as approvers and signers do. */
export async function decide(client: Client, type: string, lastUpdateTime?: string): Promise<void> {
  const found = await client.get(certificateSigningRequests, requestKey)
  const condition = { type, status: 'True', ...(lastUpdateTime ? { lastUpdateTime } : {}) }
  const conditions = [...(found.status?.conditions ?? []), condition]
  await client.updateStatus(certificateSigningRequests, { ...found, status: { ...found.status, conditions } })
}
