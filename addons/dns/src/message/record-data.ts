import type { ServiceParameter } from './special-fields.ts'

interface Target {
  readonly target: string
}

interface Texts {
  readonly texts: readonly string[]
}

interface DelegationSigner {
  readonly keyTag: number
  readonly algorithm: number
  readonly digestType: number
  readonly digest: Uint8Array
}

interface PublicKey {
  readonly flags: number
  readonly protocol: number
  readonly algorithm: number
  readonly publicKey: Uint8Array
}

interface CertificateAssociation {
  readonly usage: number
  readonly selector: number
  readonly matchingType: number
  readonly certificate: Uint8Array
}

interface ServiceBinding {
  readonly priority: number
  readonly target: string
  readonly parameters: readonly ServiceParameter[]
}

/** The fields of each record type this program knows, in the order of both formats. */
export interface KnownRecordData {
  readonly A: { readonly address: string }
  readonly NS: Target
  readonly CNAME: Target
  readonly SOA: {
    readonly mname: string
    readonly rname: string
    readonly serial: number
    readonly refresh: number
    readonly retry: number
    readonly expire: number
    readonly minimum: number
  }
  readonly PTR: Target
  readonly HINFO: { readonly cpu: string; readonly os: string }
  readonly MX: { readonly preference: number; readonly exchange: string }
  readonly TXT: Texts
  readonly SPF: Texts
  readonly RP: { readonly mailbox: string; readonly text: string }
  readonly AFSDB: { readonly subtype: number; readonly host: string }
  readonly AAAA: { readonly address: string }
  readonly SRV: {
    readonly priority: number
    readonly weight: number
    readonly port: number
    readonly target: string
  }
  readonly NAPTR: {
    readonly order: number
    readonly preference: number
    readonly flags: string
    readonly service: string
    readonly regexp: string
    readonly replacement: string
  }
  readonly KX: { readonly preference: number; readonly exchange: string }
  readonly CERT: {
    readonly certificateType: number
    readonly keyTag: number
    readonly algorithm: number
    readonly certificate: Uint8Array
  }
  readonly DNAME: Target
  readonly DS: DelegationSigner
  readonly CDS: DelegationSigner
  readonly SSHFP: {
    readonly algorithm: number
    readonly fingerprintType: number
    readonly fingerprint: Uint8Array
  }
  readonly RRSIG: {
    readonly typeCovered: string
    readonly algorithm: number
    readonly labels: number
    readonly originalTtl: number
    readonly expiration: number
    readonly inception: number
    readonly keyTag: number
    readonly signer: string
    readonly signature: Uint8Array
  }
  readonly NSEC: { readonly next: string; readonly types: readonly string[] }
  readonly DNSKEY: PublicKey
  readonly CDNSKEY: PublicKey
  readonly DHCID: { readonly digest: Uint8Array }
  readonly NSEC3: {
    readonly algorithm: number
    readonly flags: number
    readonly iterations: number
    readonly salt: Uint8Array
    readonly next: Uint8Array
    readonly types: readonly string[]
  }
  readonly NSEC3PARAM: {
    readonly algorithm: number
    readonly flags: number
    readonly iterations: number
    readonly salt: Uint8Array
  }
  readonly TLSA: CertificateAssociation
  readonly SMIMEA: CertificateAssociation
  readonly OPENPGPKEY: { readonly publicKey: Uint8Array }
  readonly ZONEMD: {
    readonly serial: number
    readonly scheme: number
    readonly algorithm: number
    readonly digest: Uint8Array
  }
  readonly SVCB: ServiceBinding
  readonly HTTPS: ServiceBinding
  readonly TSIG: {
    readonly algorithm: string
    readonly timeSigned: number
    readonly fudge: number
    readonly mac: Uint8Array
    readonly originalId: number
    readonly error: number
    readonly other: Uint8Array
  }
  readonly URI: { readonly priority: number; readonly weight: number; readonly target: string }
  readonly CAA: { readonly flags: number; readonly tag: string; readonly value: string }
}
