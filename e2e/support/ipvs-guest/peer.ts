// One end of TCP connections inside the guest. `serve NAME PORT` greets each connection with its name; `connect`
// reads commands from its input, one a line: `open ADDRESS PORT` keeps the connection and answers `NAME ID`, or
// `error CODE`; `send ID` answers what comes back; `reset` ends all.
import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

const [role = '', name = '', port = ''] = process.argv.slice(2)

function serve(): void {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', () => socket.write(`${name}\n`))
    socket.write(`${name}\n`)
  })
  server.listen({ port: Number(port), host: '::' }, () => process.stdout.write('listening\n'))
}

const sockets: Socket[] = []

function answer(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (data) => resolve(String(data).trim()))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(`error ${error.code}`))
    socket.setTimeout(5_000, () => resolve('error TIMEOUT'))
  })
}

async function command([verb, first = '', second = '']: string[]): Promise<string> {
  if (verb === 'open') {
    const socket = connect(Number(second), first)
    socket.on('error', () => undefined)
    return `${await answer(socket)} ${sockets.push(socket) - 1}`
  }
  if (verb === 'send') {
    const socket = sockets[Number(first)]
    if (!socket) return 'error UNKNOWN'
    const answered = answer(socket)
    socket.write('hello\n')
    return answered
  }
  for (const socket of sockets.splice(0)) socket.resetAndDestroy()
  return 'done'
}

if (role === 'serve') serve()
else {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${await command(line.split(' '))}\n`)
  }
}
