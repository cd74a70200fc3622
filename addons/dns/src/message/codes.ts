const typeNumbers = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  NULL: 10,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  RP: 17,
  AFSDB: 18,
  AAAA: 28,
  LOC: 29,
  SRV: 33,
  NAPTR: 35,
  KX: 36,
  CERT: 37,
  DNAME: 39,
  OPT: 41,
  DS: 43,
  SSHFP: 44,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  DHCID: 49,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  ZONEMD: 63,
  SVCB: 64,
  HTTPS: 65,
  SPF: 99,
  TKEY: 249,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  ANY: 255,
  URI: 256,
  CAA: 257,
} as const

/** The mnemonic of a record type; one without a name is written as RFC 3597 has it, `TYPE65280`. */
export type RecordType = keyof typeof typeNumbers | `TYPE${number}`

const typeNames = new Map<number, RecordType>(
  Object.entries(typeNumbers).map(([name, number]) => [number, name as RecordType]),
)

export function typeName(number: number): RecordType {
  return typeNames.get(number) ?? `TYPE${number}`
}

/** The number of a type, whose name may be in any case; undefined if it is none. */
export function typeNumber(name: string): number | undefined {
  const known = (typeNumbers as Record<string, number>)[name]
  if (known !== undefined) return known
  const upper = name.toUpperCase()
  return Object.hasOwn(typeNumbers, upper) ? typeNumbers[upper as 'A'] : numbered(upper, 'TYPE')
}

const classNumbers: Readonly<Record<string, number>> = { IN: 1, CS: 2, CH: 3, HS: 4, NONE: 254, ANY: 255 }
const classNames = new Map(Object.entries(classNumbers).map(([name, number]) => [number, name]))

/** `IN`, or `CLASS32` for a class without a name. */
export function className(number: number): string {
  return classNames.get(number) ?? `CLASS${number}`
}

export function classNumber(name: string): number | undefined {
  const upper = name.toUpperCase()
  return Object.hasOwn(classNumbers, upper) ? classNumbers[upper] : numbered(upper, 'CLASS')
}

function numbered(text: string, prefix: string): number | undefined {
  const digits = text.startsWith(prefix) ? text.slice(prefix.length) : ''
  return /^\d{1,5}$/.test(digits) && Number(digits) <= 0xffff ? Number(digits) : undefined
}

const rcodeNames = [
  ...['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN', 'YXRRSET', 'NXRRSET'],
  ...['NOTAUTH', 'NOTZONE', 'DSOTYPENI', 'RCODE12', 'RCODE13', 'RCODE14', 'RCODE15', 'BADVERS', 'BADKEY'],
  ...['BADTIME', 'BADMODE', 'BADNAME', 'BADALG', 'BADTRUNC', 'BADCOOKIE'],
]

/** The mnemonic of a response code, such as `NXDOMAIN`. */
export type Rcode = string

export function rcodeName(number: number): Rcode {
  return rcodeNames[number] ?? `RCODE${number}`
}

/** The number of a response code; undefined if it is none. */
export function rcodeNumber(name: Rcode): number | undefined {
  const index = rcodeNames.indexOf(name)
  return index >= 0 ? index : numbered(name, 'RCODE')
}
