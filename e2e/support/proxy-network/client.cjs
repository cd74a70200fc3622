const { connect } = require('node:net')
const { createSocket } = require('node:dgram')
const { once } = require('node:events')

const [, kind, address, count] = process.argv
const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(address)
const later = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value).unref())
// A kernel says no at once, or, having said so too often, to the second try a second later.
const timeoutMs = 4_000

async function open() {
  const socket = connect({ host, port })
  const connected = once(socket, 'connect').then(() => true)
  if (!(await Promise.race([connected, later(timeoutMs, false)]))) {
    connected.catch(() => undefined)
    socket.destroy()
    throw Object.assign(new Error('nothing answers'), { code: 'timeout' })
  }
  socket.on('error', () => socket.destroy())
  return socket
}

async function over(socket) {
  socket.write('?\n')
  const [data] = await Promise.race([once(socket, 'data'), later(timeoutMs, ['timeout'])])
  return String(data).trim()
}

async function tcp() {
  const socket = await open()
  const said = await over(socket)
  socket.destroy()
  return said
}

async function udp() {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  socket.send('?', Number(port), host)
  const [data] = await Promise.race([once(socket, 'message'), later(timeoutMs, ['timeout'])])
  socket.close()
  return String(data).trim()
}

const codeOf = (error) => error.code ?? String(error)

async function ask() {
  const said = []
  for (let index = 0; index < Number(count); index++)
    said.push(await (kind === 'udp' ? udp() : tcp()).catch(codeOf))
  process.stdout.write(`${JSON.stringify(said)}\n`)
}

async function hold() {
  const sockets = await Promise.all(Array.from({ length: Number(count) }, open))
  process.stdout.write('ready\n')
  for await (const _ of process.stdin) {
    const said = await Promise.all(sockets.map((socket) => over(socket).catch(codeOf)))
    process.stdout.write(`${JSON.stringify(said)}\n`)
  }
}

void (kind === 'hold' ? hold() : ask())
