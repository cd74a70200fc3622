/** What keeps `text` from being a port's name (RFC 6335). */
export function portNameErrors(text: string): string[] {
  const errors: string[] = []
  if (Buffer.byteLength(text) > 15) errors.push('must be no more than 15 characters')
  if (!/^[-a-z0-9]+$/.test(text)) {
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  }
  if (!/[a-z]/.test(text)) errors.push('must contain at least one letter (a-z)')
  if (text.includes('--')) errors.push('must not contain consecutive hyphens')
  if (text.startsWith('-') || text.endsWith('-')) errors.push('must not begin or end with a hyphen')
  return errors
}

/** What keeps `port` from being the number of a TCP, UDP or SCTP port. */
export function portNumberErrors(port: number): string[] {
  return Number.isInteger(port) && port >= 1 && port <= 65535
    ? []
    : ['must be between 1 and 65535, inclusive']
}
