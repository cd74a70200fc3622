const { createServer } = require('node:net')
const { createSocket } = require('node:dgram')

const name = process.argv[1]
const plain = (address) => address.replace(/^::ffff:/, '')
const answer = (address) => `${name} ${plain(address)}\n`

// Each line asked is answered, so that a connection can be kept.
createServer((socket) => {
  socket.on('error', () => socket.destroy())
  socket.on('data', () => socket.write(answer(socket.remoteAddress)))
}).listen(8080, '::', () => {
  for (const type of ['udp4', 'udp6']) {
    const socket = createSocket({ type, ipv6Only: type === 'udp6' })
    socket.on('message', (_, { port, address }) => socket.send(answer(address), port, address)).bind(8080)
  }
  process.stdout.write('ready\n')
})
