import type { RunCommand } from '@knarr/linux'
import type { IpFamily } from '../model/service-port.ts'
import type { Difference } from './difference.ts'
import {
  dummyDevice,
  type Interfaces,
  parseChains,
  parseInterfaces,
  parseSets,
  type SavedChains,
  type SavedSets,
} from './kernel-state.ts'
import { parseConnections, parseSaved, type VirtualServer } from './virtual-server.ts'

export interface IpvsKernelOptions {
  readonly family: IpFamily
  readonly run: RunCommand
  /** A command with what it takes to run it on the node. */
  enter(command: readonly string[]): string[]
}

/** Of more virtual servers than these, all are listed at once. */
const maxListed = 4

/** The tools through which a node's kernel is read and written; every write is one batch of one tool. */
export class IpvsKernel {
  readonly #options: IpvsKernelOptions

  constructor(options: IpvsKernelOptions) {
    this.#options = options
  }

  async virtualServers(): Promise<Map<string, VirtualServer>> {
    const isOurs = ({ address }: VirtualServer): boolean => address.includes(':') === this.#isIPv6
    return new Map([...parseSaved(await this.#run('ipvsadm', '-Sn'))].filter(([, server]) => isOurs(server)))
  }

  /** How many connections the real servers of these virtual servers have. */
  async connections(ids: readonly string[]): Promise<Map<string, Map<string, number>>> {
    const listings =
      ids.length > maxListed
        ? [await this.#run('ipvsadm', '-Ln')]
        : await Promise.all(ids.map((id) => this.#run('ipvsadm', '-Ln', ...id.split(' '))))
    const all = parseConnections(listings.join('\n'))
    return new Map(ids.map((id) => [id, all.get(id) ?? new Map()]))
  }

  async interfaces(): Promise<Interfaces> {
    return parseInterfaces(await this.#run('ip', '-json', 'address'), this.#options.family)
  }

  async sets(): Promise<SavedSets> {
    return parseSets(await this.#run('ipset', 'save'), this.#options.family)
  }

  async chains(): Promise<SavedChains> {
    return parseChains(await this.#run(`${this.#iptables}-save`))
  }

  /** ipvsadm goes on after a line that fails and tells of it on its error output only. */
  async restoreServers(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return
    const script =
      'message=$(ipvsadm --restore 2>&1); status=$?; [ -z "$message" ] || echo "$message" >&2; [ $status = 0 ] && [ -z "$message" ]'
    await this.#write(['sh', '-c', script], lines)
  }

  restoreSets(lines: readonly string[]): Promise<void> {
    return this.#write(['ipset', 'restore', '-exist'], lines)
  }

  async restoreChains(input: string): Promise<void> {
    if (!input) return
    await this.#options.run(this.#options.enter([`${this.#iptables}-restore`, '--wait', '5', '--noflush']), {
      input,
    })
  }

  /** An address that is there already is no error. */
  changeAddresses({ added, removed }: Difference): Promise<void> {
    const suffix = this.#isIPv6 ? '/128' : '/32'
    const nodad = this.#isIPv6 ? ' nodad' : ''
    return this.#write(
      ['ip', '-batch', '-'],
      [
        ...added.map((ip) => `address replace ${ip}${suffix} dev ${dummyDevice}${nodad}`),
        ...removed.map((ip) => `address delete ${ip}${suffix} dev ${dummyDevice}`),
      ],
    )
  }

  async addDummy(): Promise<void> {
    await this.#run('ip', 'link', 'add', dummyDevice, 'type', 'dummy')
  }

  async deleteDummy(): Promise<void> {
    await this.#run('ip', 'link', 'delete', dummyDevice)
  }

  /** Sets what has another value; where it is read-only, that is an error only if it would have to change. */
  async setSysctls(values: Readonly<Record<string, number>>): Promise<void> {
    const script = Object.entries(values).map(
      ([name, value]) => `[ "$(cat /proc/sys/${name})" = ${value} ] || echo ${value} >/proc/sys/${name}`,
    )
    await this.#run('sh', '-ec', script.join('\n'))
  }

  /** In seconds; 0 leaves what there is. */
  async setTimeouts(tcp: number, tcpFin: number, udp: number): Promise<void> {
    await this.#run('ipvsadm', '--set', String(tcp), String(tcpFin), String(udp))
  }

  /** As `7.17`. */
  async ipsetVersion(): Promise<string> {
    return /v(\d+\.\d+)/.exec(await this.#run('ipset', '--version'))?.[1] ?? ''
  }

  get #isIPv6(): boolean {
    return this.#options.family === 'IPv6'
  }

  get #iptables(): string {
    return this.#isIPv6 ? 'ip6tables' : 'iptables'
  }

  async #write(command: readonly string[], lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return
    await this.#options.run(this.#options.enter(command), { input: `${lines.join('\n')}\n` })
  }

  #run(...command: string[]): Promise<string> {
    return this.#options.run(this.#options.enter(command))
  }
}
