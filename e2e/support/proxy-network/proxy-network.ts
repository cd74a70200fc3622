import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { stopProcess } from '../stop-process.ts'

const run = promisify(execFile)
const server = readFileSync(new URL('./pod-server.cjs', import.meta.url), 'utf8')
const client = readFileSync(new URL('./client.cjs', import.meta.url), 'utf8')

const script = (prefix: string, host: string): string => `set -e
for part in node outside pod1 pod2; do
  ip netns add ${prefix}-$part
  ip -n ${prefix}-$part link set lo up
done
ip netns exec ${prefix}-node sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
join() {
  ip -n ${prefix}-node link add $1 type veth peer name eth0 netns ${prefix}-$2
  ip -n ${prefix}-node address add $3.1/24 dev $1
  ip -n ${prefix}-node address add $4::1/64 dev $1 nodad
  ip -n ${prefix}-node link set $1 up
  ip -n ${prefix}-$2 address add $3.2/24 dev eth0
  ip -n ${prefix}-$2 address add $4::2/64 dev eth0 nodad
  ip -n ${prefix}-$2 link set eth0 up
  ip -n ${prefix}-$2 route add default via $3.1
  ip -n ${prefix}-$2 -6 route add default via $4::1
}
join out outside 10.199.1 fd99:1
join pod1 pod1 10.250.1 fd99:a1
join pod2 pod2 10.250.2 fd99:a2
# What is no service's leaves by there, so that the kernel has a route to turn away packets from.
ip -n ${prefix}-node route add default via 10.199.1.2
ip -n ${prefix}-node -6 route add default via fd99:1::2
ip link add ${host} type veth peer name host netns ${prefix}-node
ip address add 10.199.0.1/30 dev ${host}
ip link set ${host} up
ip -n ${prefix}-node address add 10.199.0.2/30 dev host
ip -n ${prefix}-node link set host up
`

export type Part = 'node' | 'outside' | 'pod1' | 'pod2'

/** Connections that a client holds open. */
export interface Held {
  /** Which pod each answers from, by a word sent over it; what failed says why. */
  ask(): Promise<string[]>
  end(): Promise<void>
}

/**
 * A node that routes between two pods and a machine outside, each in a network of its own, of both IP families. The pods
 * answer over HTTP and UDP at port 8080 with their name and the address they see.
 */
export class ProxyNetwork {
  readonly #prefix = `knp${process.pid}`
  readonly #servers: ChildProcess[] = []

  /** Where this machine is reached from the node. */
  readonly hostIp: string = '10.199.0.1'

  async start(): Promise<void> {
    await run('sh', ['-c', script(this.#prefix, this.#prefix)])
    for (const pod of ['pod1', 'pod2'] as const) {
      const [file, ...args] = this.enter(pod, [process.execPath, '-e', server, pod])
      const child = spawn(file as string, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      this.#servers.push(child)
      await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data')
    }
  }

  async stop(): Promise<void> {
    for (const child of this.#servers) await stopProcess(child)
    const names = ['node', 'outside', 'pod1', 'pod2'].map((part) => `${this.#prefix}-${part}`)
    for (const name of names) await run('ip', ['netns', 'delete', name]).catch(() => undefined)
    await run('ip', ['link', 'delete', this.#prefix]).catch(() => undefined)
  }

  enter(part: Part, command: readonly string[]): string[] {
    return ['ip', 'netns', 'exec', `${this.#prefix}-${part}`, ...command]
  }

  /** What a part hears from an address over new connections, one after the other: `pod address`, or an error's code. */
  async ask(part: Part, protocol: 'http' | 'udp', address: string, times = 12): Promise<string[]> {
    const command = [process.execPath, '-e', client, protocol, address, String(times)]
    const [file, ...args] = this.enter(part, command)
    return JSON.parse((await run(file as string, args)).stdout) as string[]
  }

  /** Opens connections and keeps them. */
  async hold(part: Part, address: string, count: number): Promise<Held> {
    const [file, ...args] = this.enter(part, [process.execPath, '-e', client, 'hold', address, String(count)])
    const child = spawn(file as string, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    let text = ''
    child.stdout?.on('data', (data: Buffer) => {
      text += data
    })
    const line = async (): Promise<string> => {
      while (!text.includes('\n')) await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data')
      const [first = '', ...rest] = text.split('\n')
      text = rest.join('\n')
      return first
    }
    await line()
    return {
      ask: async () => {
        child.stdin?.write('\n')
        return JSON.parse(await line()) as string[]
      },
      end: async () => void (await stopProcess(child)),
    }
  }
}
