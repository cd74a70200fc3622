/** Why a backend could not be had, a refused connection in Go's words. */
export function dialErrorText(error: unknown): string {
  const { code, message, address, port } = error as NodeJS.ErrnoException & {
    address?: string
    port?: number
  }
  return code === 'ECONNREFUSED' ? `dial tcp ${address}:${port}: connect: connection refused` : message
}
