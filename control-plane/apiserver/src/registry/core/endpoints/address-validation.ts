import { parseCidr, parseIp } from '@knarr/machinery'

const special: readonly (readonly [string, readonly string[]])[] = [
  ['may not be unspecified (0.0.0.0 or ::)', ['0.0.0.0/32', '::/128']],
  ['may not be in the loopback range (127.0.0.0/8, ::1/128)', ['127.0.0.0/8', '::1/128']],
  ['may not be in the link-local range (169.254.0.0/16, fe80::/10)', ['169.254.0.0/16', 'fe80::/10']],
  ['may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)', ['224.0.0.0/24', 'ff02::/16']],
]

/** Endpoints and external addresses must be reachable ones. */
export function nonSpecialIpErrors(text: string): string[] {
  if (!parseIp(text)) return []
  return special
    .filter(([, blocks]) => blocks.some((block) => parseCidr(block)?.contains(text)))
    .map(([message]) => message)
}
