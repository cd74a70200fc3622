/** Bits of the `keyUsage` extension, by what requests call them. */
const keyUsages: Readonly<Record<string, number>> = {
  signing: 0,
  'digital signature': 0,
  'content commitment': 1,
  'key encipherment': 2,
  'data encipherment': 3,
  'key agreement': 4,
  'cert sign': 5,
  'crl sign': 6,
  'encipher only': 7,
  'decipher only': 8,
}

/** Object identifiers of the `extKeyUsage` extension, in Go's order. */
const extendedKeyUsages: Readonly<Record<string, string>> = {
  any: '2.5.29.37.0',
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  's/mime': '1.3.6.1.5.5.7.3.4',
  'ipsec end system': '1.3.6.1.5.5.7.3.5',
  'ipsec tunnel': '1.3.6.1.5.5.7.3.6',
  'ipsec user': '1.3.6.1.5.5.7.3.7',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
  'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
  'netscape sgc': '2.16.840.1.113730.4.1',
}

export interface Usages {
  /** Bits of `keyUsage`, each once. */
  readonly bits: readonly number[]
  /** Object identifiers, each once. */
  readonly extended: readonly string[]
}

/** What a certificate is to be used for, as X.509 says it. */
export function usagesOf(usages: readonly string[]): Usages {
  const unknown = usages.filter((usage) => !(usage in keyUsages) && !(usage in extendedKeyUsages))
  if (unknown.length > 0) {
    throw new Error(`unrecognized usage values: [${unknown.map((usage) => JSON.stringify(usage)).join(' ')}]`)
  }
  const bits = new Set(usages.flatMap((usage) => keyUsages[usage] ?? []))
  const asked = Object.entries(extendedKeyUsages).filter(([usage]) => usages.includes(usage))
  return { bits: [...bits].sort((a, b) => a - b), extended: [...new Set(asked.map(([, id]) => id))] }
}
