import { networkInterfaces } from 'node:os'

/** Whether it means every address of the machine, and so none that others could be told. */
export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

/** An address others may reach the machine at; loopback where it has none. */
export function addressOfMachine(interfaces: typeof networkInterfaces = networkInterfaces): string {
  const all = Object.values(interfaces()).flatMap((addresses = []) => addresses)
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '127.0.0.1'
}
