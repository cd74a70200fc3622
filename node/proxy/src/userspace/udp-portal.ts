import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { Timer } from '@knarr/machinery'
import type { Endpoint } from '../model/service-port.ts'
import type { Balancer } from './balancer.ts'
import type { Portal, PortalOptions } from './portal.ts'

/** After that long without a packet a client's next one may go to another endpoint: what Linux gives a flow too. */
const idleMs = 30_000

interface Flow {
  readonly balancer: Balancer
  readonly endpoint: Endpoint
  /** Connected to the endpoint once `ready`. */
  readonly socket: Socket
  readonly ready: Promise<void>
  timer: Timer
}

/** Forwards UDP packets to endpoints and answers back, or throws what the kernel says of the address. */
export async function openUdpPortal(options: PortalOptions): Promise<Portal> {
  const portal = new UdpPortal(options)
  await portal.open()
  return portal
}

class UdpPortal implements Portal {
  readonly #options: PortalOptions
  readonly #socket: Socket
  /** By the client's address and port. */
  readonly #flows = new Map<string, Flow>()

  constructor(options: PortalOptions) {
    this.#options = options
    this.#socket = socketOf(options.address.ip)
  }

  open(): Promise<void> {
    const { ip: address, port } = this.#options.address
    return new Promise((resolve, reject) => {
      this.#socket.once('error', reject)
      this.#socket.bind({ address, port, exclusive: true }, () => {
        this.#socket.off('error', reject).on('error', () => undefined)
        resolve()
      })
      this.#socket.on('message', (packet, client) => this.#forward(packet, client))
    })
  }

  refresh(): void {
    for (const [key, { balancer, endpoint }] of this.#flows) if (!balancer.has(endpoint)) this.#end(key)
  }

  close(): void {
    for (const key of [...this.#flows.keys()]) this.#end(key)
    this.#socket.close()
  }

  #forward(packet: Buffer, client: RemoteInfo): void {
    const key = `${client.address} ${client.port}`
    const flow = this.#flows.get(key) ?? this.#begin(key, client)
    if (!flow) return
    this.#stayOpen(key, flow)
    void flow.ready.then(() => {
      if (this.#flows.get(key) === flow) flow.socket.send(packet)
    })
  }

  #begin(key: string, client: RemoteInfo): Flow | undefined {
    const balancer = this.#options.route(client.address)
    const endpoint = balancer?.pick(client.address)
    if (!balancer || !endpoint) return undefined
    const socket = socketOf(endpoint.ip)
    const timer = this.#options.clock.after(idleMs, () => this.#end(key))
    const ready = new Promise<void>((resolve) => socket.connect(endpoint.port, endpoint.ip, resolve))
    const flow: Flow = { balancer, endpoint, socket, ready, timer }
    socket.on('error', () => this.#end(key))
    socket.on('message', (answer) => {
      this.#stayOpen(key, flow)
      this.#socket.send(answer, client.port, client.address)
    })
    this.#flows.set(key, flow)
    return flow
  }

  #stayOpen(key: string, flow: Flow): void {
    flow.timer.cancel()
    flow.timer = this.#options.clock.after(idleMs, () => this.#end(key))
  }

  #end(key: string): void {
    const flow = this.#flows.get(key)
    if (!flow) return
    this.#flows.delete(key)
    flow.timer.cancel()
    flow.socket.close()
  }
}

function socketOf(ip: string): Socket {
  return createSocket(isIPv6(ip) ? 'udp6' : 'udp4')
}
