import { readFileSync } from 'node:fs'
import protobuf from 'protobufjs'

type MessageFacts = Record<string, [number, string]>

/** The fields of every message: number and type. */
export const facts: Record<string, MessageFacts> = JSON.parse(
  readFileSync(new URL('../../facts/protobuf.json', import.meta.url), 'utf8'),
)

/** The facts as protobufjs reads them: an independent codec of the same messages. */
export function independentRoot(): protobuf.Root {
  const nested: Record<string, protobuf.IType> = {}
  const flat = (type: string): string => (facts[longName(type)] ? longName(type).replaceAll('.', '_') : type)
  for (const [name, message] of Object.entries(facts)) {
    const fields: Record<string, protobuf.IField | protobuf.IMapField> = {}
    for (const [field, [id, type]] of Object.entries(message)) {
      if (type.startsWith('map<')) fields[field] = { id, keyType: 'string', type: flat(type.slice(11, -1)) }
      else if (type.startsWith('repeated '))
        fields[field] = { id, rule: 'repeated', type: flat(type.slice(9)), options: { packed: false } }
      else fields[field] = { id, type: flat(type) }
    }
    nested[name.replaceAll('.', '_')] = { fields }
  }
  return protobuf.Root.fromJSON({ nested })
}

const longNames: Record<string, string> = {
  'resource.Quantity': 'k8s.io.apimachinery.pkg.api.resource.Quantity',
  'runtime.RawExtension': 'k8s.io.apimachinery.pkg.runtime.RawExtension',
  'intstr.IntOrString': 'k8s.io.apimachinery.pkg.util.intstr.IntOrString',
}
/** A message's name as the facts have it. */
export const longName = (type: string): string => longNames[type] ?? type
