/** Of all of its SRV records. */
export const kubeDnsPriority = 10

/**
 * The label kube-dns gave an address that has no name of its own: FNV-1a of its record as Go prints it, in hexadecimal, and
 * that text in hexadecimal again (`GetSkyMsg` of kubernetes/dns).
 */
export function kubeDnsLabel(address: string): string {
  const hash = fnv1a32(`&{${address} 0 10 10  false 30 0  }`)
  return Buffer.from(hash.toString(16)).toString('hex')
}

function fnv1a32(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}
