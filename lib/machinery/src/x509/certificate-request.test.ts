import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readAlternativeNames, writeAlternativeNames } from './alternative-names.ts'
import { parseCertificateRequest } from './certificate-request.ts'
import { readDer } from './der.ts'
import { readDistinguishedName, writeDistinguishedName } from './distinguished-name.ts'
import { pemBlocks, writePem } from './pem.ts'

/** Made by OpenSSL. */
const request = (name: string): string =>
  readFileSync(new URL(`testdata/${name}.csr`, import.meta.url), 'utf8')

/** The request with its bytes changed. */
const changed = (name: string, change: (bytes: Buffer) => Buffer): string =>
  writePem('CERTIFICATE REQUEST', change(pemBlocks(request(name))[0]?.bytes as Buffer))

describe('a certificate request', () => {
  it('is read with its subject and alternative names', () => {
    const read = parseCertificateRequest(request('rsa'))
    expect(read).toMatchObject({
      commonName: 'system:node:böat',
      organizations: ['system:nodes', 'other'],
      dnsNames: ['boat'],
      emailAddresses: ['a@b.example'],
      uris: ['spiffe://x/y'],
    })
    expect(read.addresses.map((address) => [...address])).toEqual([
      [10, 0, 0, 1],
      [0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    ])
  })

  it('may ask for no alternative names', () => {
    const read = parseCertificateRequest(request('ecdsa'))
    expect(read).toMatchObject({ commonName: 'jane', organizations: ['developers'], dnsNames: [] })
    expect(writeAlternativeNames(read)).toBeUndefined()
  })

  it.each(['rsa', 'rsa-pss', 'ecdsa', 'ed25519'])('is signed by the key it asks for: %s', (name) => {
    expect(() => parseCertificateRequest(request(name)).checkSignature()).not.toThrow()
  })

  it.each([
    ['rsa', 'crypto/rsa: verification error'],
    ['rsa-pss', 'crypto/rsa: verification error'],
    ['ecdsa', 'x509: ECDSA verification failure'],
    ['ed25519', 'x509: Ed25519 verification failure'],
  ])('whose subject was changed after signing is found out: %s', (name, message) => {
    const forged = changed(name, (bytes) => {
      const at = bytes.indexOf(Buffer.from([0x55, 0x04, 0x03])) + 5
      bytes[at] = (bytes[at] as number) ^ 1
      return bytes
    })
    expect(() => parseCertificateRequest(forged).checkSignature()).toThrow(message)
  })

  it.each([
    ['no PEM', 'x', 'PEM block type must be CERTIFICATE REQUEST'],
    [
      'another block',
      writePem('CERTIFICATE', Buffer.from('x')),
      'PEM block type must be CERTIFICATE REQUEST',
    ],
    ['cut short', changed('ecdsa', (b) => b.subarray(0, -1)), 'asn1: syntax error: data truncated'],
    [
      'followed by more',
      changed('ecdsa', (b) => Buffer.concat([b, Buffer.from([5, 0])])),
      'asn1: syntax error: trailing data',
    ],
    ['empty', writePem('CERTIFICATE REQUEST', Buffer.alloc(0)), 'asn1: syntax error: sequence truncated'],
  ])('is refused: %s', (_, pem, message) => {
    expect(() => parseCertificateRequest(pem)).toThrow(message)
  })
})

describe('names', () => {
  it('are written as they were read', () => {
    const read = parseCertificateRequest(request('rsa'))
    const { commonName, organizations, attributes } = read
    const [name] = readDer(writeDistinguishedName(read))
    const again = readDistinguishedName(name as NonNullable<typeof name>)
    expect(again.commonName).toBe(commonName)
    expect([...again.organizations].sort()).toEqual([...organizations].sort())
    expect(again.attributes.get('2.5.4.6')).toEqual(attributes.get('2.5.4.6'))
    const { dnsNames, emailAddresses, addresses, uris } = read
    const alternative = { dnsNames, emailAddresses, addresses, uris }
    expect(readAlternativeNames(writeAlternativeNames(read))).toEqual(alternative)
  })

  it('have one common name, and nothing nobody knows', () => {
    const attributes = new Map([
      ['2.5.4.3', ['kubernetes-admin', 'jane']],
      ['1.2.3.4', ['x']],
    ])
    const [name] = readDer(writeDistinguishedName({ commonName: 'jane', organizations: [], attributes }))
    expect(readDistinguishedName(name as NonNullable<typeof name>).attributes).toEqual(
      new Map([['2.5.4.3', ['jane']]]),
    )
  })
})

describe('PEM', () => {
  it.each([
    ['has no end', '-----BEGIN A-----\nAAAA\n', []],
    ['ends as another', '-----BEGIN A-----\nAAAA\n-----END B-----\n', []],
    ['begins twice', '-----BEGIN A-----\n-----BEGIN B-----\nAAAA\n-----END B-----', ['B']],
    ['is no base64', '-----BEGIN A-----\nA!AA\n-----END A-----\n', []],
    ['begins within a line', 'x-----BEGIN A-----\nAAAA\n-----END A-----\n', []],
    ['is of another system', '-----BEGIN A-----\r\nAAAA\r\n-----END A-----\r\n', ['A']],
    ['never ends', '-----BEGIN A-----\n'.repeat(200_000), []],
    ['ends late', `${'-----BEGIN A-----\n'.repeat(200_000)}-----END B-----\n`, []],
  ])('that %s is read as Go does', (_, text, types) => {
    expect(pemBlocks(text).map(({ type }) => type)).toEqual(types)
  })

  it('is read block by block, past what stands between them', () => {
    const text = `intro\n${writePem('A', Buffer.alloc(100, 1))}between\n-----BEGIN B-----\nK: v\n\nAAAA\n-----END B-----\n`
    expect(pemBlocks(text)).toEqual([
      { type: 'A', hasHeaders: false, bytes: Buffer.alloc(100, 1) },
      { type: 'B', hasHeaders: true, bytes: Buffer.alloc(3) },
    ])
  })
})
