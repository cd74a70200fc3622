import { spawn } from 'node:child_process'
import type { Server } from 'node:net'

/** Where a server listens, in the network of the node. */
export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/** Makes a server listen in some network, or throws what the kernel says. */
export type Listen = (
  server: Server,
  address: ListenAddress & { readonly ipv6Only?: boolean },
) => Promise<void>

/** Listens in the network of this process. */
export const listenHere: Listen = (server, address) =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(address, () => {
      server.off('error', reject)
      resolve()
    })
  })

interface Opened {
  readonly code?: string
  readonly message?: string
}

/** Run in the node's network: opens one socket, sends it to its parent and ends. */
const opener = `const server = require('node:net').createServer()
process.once('message', (address) => {
  const end = (opened, socket) => process.send(opened, socket, () => process.disconnect())
  server.once('error', ({ code, message }) => end({ code, message }))
  server.listen(address, () => end({}, server))
})
process.once('disconnect', () => process.exit())`

/** Listens in the network that `enter` leads to: a short-lived process opens the socket there and hands it over. */
export function listenInNode(enter: (command: readonly string[]) => string[]): Listen {
  return async (server, address) => {
    const socket = await opened(enter([process.execPath, '-e', opener]), address)
    await new Promise<void>((resolve) => server.listen(socket, resolve))
  }
}

function opened([file = '', ...args]: readonly string[], address: ListenAddress): Promise<Server> {
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const said: Buffer[] = []
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('message', ({ code, message }: Opened, socket) => {
      if (socket) resolve(socket as Server)
      else reject(Object.assign(new Error(message), { code }))
    })
    child.once('close', (status) =>
      reject(new Error(Buffer.concat(said).toString().trim() || `ended with status ${status}`)),
    )
    // A process that ended already says so by its status.
    child.send(address, () => undefined)
  })
}
