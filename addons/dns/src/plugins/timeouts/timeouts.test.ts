import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { startForTest, startServer } from '../../testing/start-server.ts'

describe('timeouts', () => {
  it('ends a connection that begins a message and does not go on', async () => {
    const { port } = await startForTest('. {\n timeouts {\n read 1s\n }\n whoami\n}')
    const socket = connect(port, '127.0.0.1')
    socket.resume().write(Buffer.from([0, 20, 1]))
    await once(socket, 'end')
    expect(socket.bytesRead).toBe(0)
  })

  it('ends a connection that is idle', async () => {
    const { port } = await startForTest('. {\n timeouts {\n idle 1s\n }\n whoami\n}')
    const socket = connect(port, '127.0.0.1')
    await once(socket.resume(), 'end')
    expect(socket.bytesRead).toBe(0)
  })

  it.each([
    ['timeouts', 'timeouts block with no timeouts specified'],
    ['timeouts 3s', "Wrong argument count or unexpected line ending after 'timeouts'"],
    ['timeouts {\n read 3\n }', 'invalid duration'],
    ['timeouts {\n idle 25h\n }', "timeout provided '25h' needs to be between 1 second and 24 hours"],
    ['timeouts {\n sleep 3s\n }', "unknown property 'sleep'"],
  ])('refuses %j', async (lines, message) => {
    await expect(startServer(`. {\n ${lines}\n}`)).rejects.toThrow(message)
  })
})
