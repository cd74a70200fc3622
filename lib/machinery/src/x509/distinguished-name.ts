import { type DerValue, derTag, objectIdText, readDerIn, writeDer, writeObjectId } from './der.ts'

/** Who a certificate is for. */
export interface DistinguishedName {
  /** The last one, as Go has it. */
  readonly commonName: string
  readonly organizations: readonly string[]
  /** All values, by the object identifier of what they are. */
  readonly attributes: ReadonlyMap<string, readonly string[]>
}

const commonNameId = '2.5.4.3'
const organizationId = '2.5.4.10'
/** What Go writes of a name, in its order. Country, organization and unit, locality, province, street, code, … */
const writtenIds = [
  ...['2.5.4.6', organizationId, '2.5.4.11', '2.5.4.7', '2.5.4.8', '2.5.4.9', '2.5.4.17'],
  ...[commonNameId, '2.5.4.5'],
]
/** Of these a name has one. */
const singleIds = new Set([commonNameId, '2.5.4.5'])
const printableString = 19
const bmpString = 30

/** Reads an X.501 name. */
export function readDistinguishedName(name: DerValue): DistinguishedName {
  const attributes = new Map<string, string[]>()
  for (const set of readDerIn(name, derTag.sequence)) {
    for (const attribute of readDerIn(set, derTag.set)) {
      const { id, value } = attributeOf(attribute)
      const values = attributes.get(id)
      if (values) values.push(value)
      else attributes.set(id, [value])
    }
  }
  return {
    commonName: attributes.get(commonNameId)?.at(-1) ?? '',
    organizations: attributes.get(organizationId) ?? [],
    attributes,
  }
}

/** Writes a name as Go does: the attributes it knows, and of what it has once the last. */
export function writeDistinguishedName({ attributes }: DistinguishedName): Buffer {
  const sets = writtenIds.flatMap((id) => {
    const all = attributes.get(id) ?? []
    const values = singleIds.has(id) ? all.slice(-1).filter(Boolean) : all
    if (values.length === 0) return []
    const written = values.map((value) => writeDer(derTag.sequence, writeObjectId(id), writeText(value)))
    return [writeDer(derTag.set, ...written.sort(Buffer.compare))]
  })
  return writeDer(derTag.sequence, ...sets)
}

function attributeOf(attribute: DerValue): { id: string; value: string } {
  const [id, value] = readDerIn(attribute, derTag.sequence)
  if (id?.tag !== derTag.objectId || !value) throw new Error("asn1: structure error: tags don't match")
  return { id: objectIdText(id.content), value: textOf(value) }
}

function textOf({ tag, content }: DerValue): string {
  return tag === bmpString ? Buffer.from(content).swap16().toString('utf16le') : content.toString('utf8')
}

function writeText(text: string): Buffer {
  const isPrintable = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text)
  return writeDer(isPrintable ? printableString : derTag.utf8String, Buffer.from(text))
}
