import { parseIp } from '../net/ip.ts'

/** What keeps `text` from being an IPv4 or IPv6 address. */
export function ipErrors(text: string): string[] {
  return parseIp(text) ? [] : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']
}
