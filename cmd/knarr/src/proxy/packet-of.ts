import { isIP } from 'node:net'
import { OptionError } from '@knarr/component'
import type { Packet } from '@knarr/proxy'

interface TraceValues {
  readonly src?: string | undefined
  readonly dst?: string | undefined
  readonly protocol: string
}

/** The connection's first packet. @throws OptionError where it is not told in full */
export function packetOf(values: TraceValues): Packet {
  const { src: source = '', dst = '', protocol } = values
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(dst) ?? []
  const destination = bracketed ?? plain ?? ''
  if (isIP(source) === 0) throw new OptionError(`invalid value "${source}" for --src: must be an IP address`)
  if (isIP(destination) === 0 || Number(port) > 65_535)
    throw new OptionError(`invalid value "${dst}" for --dst: must be ADDRESS:PORT`)
  if (isIP(source) !== isIP(destination))
    throw new OptionError('--src and --dst must be of the same IP family')
  return { source, destination, protocol: protocol as Packet['protocol'], port: Number(port) }
}
