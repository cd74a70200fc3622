import { type DerValue, derTag, objectIdText, readDer, readDerIn } from './der.ts'

/** A distinguished name, by the attributes Kubernetes looks at. */
export interface DistinguishedName {
  /** The last one, as Go has it. */
  readonly commonName: string
  readonly organizations: readonly string[]
}

const commonNameId = '2.5.4.3'
const organizationId = '2.5.4.10'
const bmpString = 30

/** Reads an X.501 name. */
export function distinguishedNameOf(name: DerValue): DistinguishedName {
  const attributes = readDerIn(name, derTag.sequence).flatMap((set) =>
    readDerIn(set, derTag.set).map(attributeOf),
  )
  const valuesOf = (id: string): string[] => attributes.filter((a) => a.id === id).map((a) => a.value)
  return { commonName: valuesOf(commonNameId).at(-1) ?? '', organizations: valuesOf(organizationId) }
}

function attributeOf(attribute: DerValue): { id: string; value: string } {
  const [id, value] = readDerIn(attribute, derTag.sequence)
  if (id?.tag !== derTag.objectId || !value) throw new Error("asn1: structure error: tags don't match")
  return { id: objectIdText(id.content), value: textOf(value) }
}

function textOf({ tag, content }: DerValue): string {
  return tag === bmpString ? Buffer.from(content).swap16().toString('utf16le') : content.toString('utf8')
}

/** What a certificate is to be good for beside its subject. */
export interface AlternativeNames {
  readonly dnsNames: readonly string[]
  readonly emailAddresses: readonly string[]
  readonly uris: readonly string[]
  /** In bytes: four or sixteen. */
  readonly addresses: readonly Buffer[]
}

/** Context tags of `GeneralName`. */
const general = { email: 0x81, dns: 0x82, uri: 0x86, address: 0x87 } as const

/** Reads the value of a `subjectAltName` extension. */
export function alternativeNamesOf(value: Buffer | undefined): AlternativeNames {
  const names = value ? readDerIn(readDer(value)[0], derTag.sequence) : []
  const contents = (tag: number): Buffer[] => names.filter((n) => n.tag === tag).map((n) => n.content)
  const texts = (tag: number): string[] => contents(tag).map((content) => content.toString('latin1'))
  return {
    dnsNames: texts(general.dns),
    emailAddresses: texts(general.email),
    uris: texts(general.uri),
    addresses: contents(general.address),
  }
}
