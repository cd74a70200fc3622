import { derTag, readDer, readDerIn, writeDer } from './der.ts'

/** What a certificate is good for beside its subject. */
export interface AlternativeNames {
  readonly dnsNames: readonly string[]
  readonly emailAddresses: readonly string[]
  /** In bytes: four or sixteen. */
  readonly addresses: readonly Buffer[]
  readonly uris: readonly string[]
}

/** Context tags of `GeneralName`. */
const general = { email: 0x81, dns: 0x82, uri: 0x86, address: 0x87 } as const

/** Reads the value of a `subjectAltName` extension; names of other kinds are passed over. */
export function readAlternativeNames(value: Buffer | undefined): AlternativeNames {
  const names = value ? readDerIn(readDer(value)[0], derTag.sequence) : []
  const contents = (tag: number): Buffer[] => names.filter((n) => n.tag === tag).map((n) => n.content)
  const texts = (tag: number): string[] => contents(tag).map((content) => content.toString('latin1'))
  return {
    dnsNames: texts(general.dns),
    emailAddresses: texts(general.email),
    addresses: contents(general.address),
    uris: texts(general.uri),
  }
}

/** The value of the extension; undefined where there are no names. */
export function writeAlternativeNames(names: AlternativeNames): Buffer | undefined {
  const texts = (tag: number, values: readonly string[]): Buffer[] =>
    values.map((value) => writeDer(tag, Buffer.from(value, 'latin1')))
  const written = [
    ...texts(general.dns, names.dnsNames),
    ...texts(general.email, names.emailAddresses),
    ...names.addresses.map((address) => writeDer(general.address, address)),
    ...texts(general.uri, names.uris),
  ]
  return written.length > 0 ? writeDer(derTag.sequence, ...written) : undefined
}
