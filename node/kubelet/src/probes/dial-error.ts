import { isIPv6 } from 'node:net'

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'connect: connection timed out',
  ECONNRESET: 'read: connection reset by peer',
}

/** Connection errors in Go's words, which users and tests look for. */
export function dialError(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.message === 'socket hang up') return 'EOF'
  const text = words[error.code ?? '']
  return text ? `dial tcp ${hostPort(host, port)}: ${text}` : error.message
}

/** `10.1.2.3:80`, `[fd00::1]:80`. */
export function hostPort(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`
}
