import { isIPv6 } from 'node:net'
import type { RunCommand } from '@knarr/linux'

/** The mark of this proxy's routes, by which they are told from others' (`ip route`'s protocol, 0 to 255). */
const routeProtocol = '75'

/** Makes addresses of services ones that programs on this machine can listen on and connect to. */
export class VirtualAddresses {
  readonly #run: RunCommand

  constructor(run: RunCommand) {
    this.#run = run
  }

  /**
   * The address to listen on for a service's: the same where the kernel takes it for one of this machine's, which
   * needs root, else its stand-in on the loopback, which Linux has without asking. None for IPv6 without root.
   */
  async obtain(ip: string): Promise<string | undefined> {
    try {
      await this.#run(['ip', 'route', 'replace', ...routeOf(ip)])
      return ip
    } catch {
      return loopbackStandIn(ip)
    }
  }

  async release(ip: string): Promise<void> {
    await this.#run(['ip', 'route', 'del', ...routeOf(ip)]).catch(() => undefined)
  }

  /** Takes away what any such proxy on this machine obtained. */
  async releaseAll(family: 'IPv4' | 'IPv6'): Promise<void> {
    const flag = family === 'IPv4' ? '-4' : '-6'
    await this.#run(['ip', flag, 'route', 'flush', 'table', 'local', 'proto', routeProtocol])
  }
}

function routeOf(ip: string): string[] {
  return ['local', `${ip}/${isIPv6(ip) ? 128 : 32}`, 'dev', 'lo', 'table', 'local', 'proto', routeProtocol]
}

/** 10.96.0.10 is 127.96.0.10. */
export function loopbackStandIn(ip: string): string | undefined {
  return isIPv6(ip) ? undefined : `127.${ip.split('.').slice(1).join('.')}`
}
