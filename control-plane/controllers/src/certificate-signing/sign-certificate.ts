import {
  type CertificateRequest,
  derTag,
  type Random,
  writeAlternativeNames,
  writeDer,
  writeDistinguishedName,
  writeObjectId,
  writePem,
} from '@knarr/machinery'
import { type Usages, usagesOf } from './key-usages.ts'
import type { SigningAuthority } from './signing-authority.ts'

export interface SigningPolicy {
  readonly ttlMs: number
  readonly usages: readonly string[]
  readonly nowMs: number
  readonly random: Random
}

const backdateMs = 5 * 60_000
/** Certificates of less are not made to end early. */
const shortMs = 8 * 3_600_000

/** A certificate of what is asked for, in PEM: upstream's `PermissiveSigningPolicy`. */
export function signCertificate(
  authority: SigningAuthority,
  request: CertificateRequest,
  policy: SigningPolicy,
): string {
  checkRequest(request)
  const { algorithm } = authority
  const body = writeDer(
    derTag.sequence,
    writeDer(context(0), writeInteger(Buffer.from([2]))),
    writeInteger(serialNumber(policy.random)),
    algorithm,
    authority.subject,
    validity(authority, policy),
    writeDistinguishedName(request),
    request.publicKey,
    writeDer(context(3), extensions(authority, request, usagesOf(policy.usages))),
  )
  const signature = writeDer(derTag.bitString, Buffer.from([0]), authority.sign(body))
  return writePem('CERTIFICATE', writeDer(derTag.sequence, body, algorithm, signature))
}

const context = (number: number): number => 0xa0 + number

function checkRequest(request: CertificateRequest): void {
  try {
    request.checkSignature()
  } catch (cause) {
    throw new Error(`unable to verify certificate request signature: ${(cause as Error).message}`, { cause })
  }
}

/** A positive number, without needless zeros in front. */
function writeInteger(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0)
  const digits = bytes.subarray(first < 0 ? bytes.length - 1 : first)
  const sign = (digits[0] as number) & 0x80 ? [0] : []
  return writeDer(derTag.integer, Buffer.from(sign), digits)
}

/** 128 bits, less those that tell the version of a UUID. */
function serialNumber(random: Random): Buffer {
  return Buffer.from(random.uuid().replaceAll('-', ''), 'hex')
}

/** A little early, for those whose clocks are late; never longer than the authority lasts. */
function validity({ notAfterMs }: SigningAuthority, { ttlMs, nowMs }: SigningPolicy): Buffer {
  const until = new Date(notAfterMs).toISOString()
  if (nowMs - backdateMs >= notAfterMs) throw new Error(`the signer has expired: NotAfter=${until}`)
  if (nowMs >= notAfterMs) {
    throw new Error(`refusing to sign a certificate that expired in the past: NotAfter=${until}`)
  }
  const endMs = nowMs + (ttlMs < shortMs ? ttlMs : ttlMs - backdateMs)
  const times = [nowMs - backdateMs, Math.min(endMs, notAfterMs)].map(writeTime)
  return writeDer(derTag.sequence, ...times)
}

const utcTime = 23
const generalizedTime = 24

/** Years from 2050 on need all their digits. */
function writeTime(ms: number): Buffer {
  const digits = `${new Date(ms).toISOString().slice(0, 19).replace(/\D/g, '')}Z`
  return Number(digits.slice(0, 4)) < 2050
    ? writeDer(utcTime, Buffer.from(digits.slice(2)))
    : writeDer(generalizedTime, Buffer.from(digits))
}

const derTrue = Buffer.from([derTag.boolean, 1, 0xff])
const emptyName = 2

function extensions(authority: SigningAuthority, request: CertificateRequest, usages: Usages): Buffer {
  const names = writeAlternativeNames(request)
  const { keyIdentifier } = authority
  const isNameless = writeDistinguishedName(request).length === emptyName
  return writeDer(
    derTag.sequence,
    ...(usages.bits.length > 0 ? [extension('2.5.29.15', keyUsageBits(usages.bits), true)] : []),
    ...(usages.extended.length > 0
      ? [extension('2.5.29.37', writeDer(derTag.sequence, ...usages.extended.map(writeObjectId)))]
      : []),
    extension('2.5.29.19', writeDer(derTag.sequence), true),
    ...(keyIdentifier
      ? [extension('2.5.29.35', writeDer(derTag.sequence, writeDer(0x80, keyIdentifier)))]
      : []),
    ...(names ? [extension('2.5.29.17', names, isNameless)] : []),
  )
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return writeDer(
    derTag.sequence,
    writeObjectId(id),
    ...(isCritical ? [derTrue] : []),
    writeDer(derTag.octetString, value),
  )
}

/** A bit string as short as it can be; the first bit is the highest of the first byte. */
function keyUsageBits(bits: readonly number[]): Buffer {
  const last = bits.at(-1) as number
  const bytes = Buffer.alloc(1 + Math.floor(last / 8))
  for (const bit of bits) {
    const at = Math.floor(bit / 8)
    bytes[at] = (bytes[at] as number) | (0x80 >> (bit % 8))
  }
  return writeDer(derTag.bitString, Buffer.from([7 - (last % 8)]), bytes)
}
