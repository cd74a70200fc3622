import { realpathSync } from 'node:fs'
import type { RunCommand } from '../run-command.ts'
import type { ImageFile, LocalImage } from './local-image.ts'

export interface HelloImageOptions {
  readonly reference: string
  readonly architecture: string
  /** The Node binary to put into it. */
  readonly nodePath: string
  readonly run: RunCommand
}

/**
 * An image with the Node binary of this machine, the libraries it is linked with, and a small HTTP server: for
 * first steps and examples, with no registry in reach.
 */
export async function helloImage({
  reference,
  architecture,
  nodePath,
  run,
}: HelloImageOptions): Promise<LocalImage> {
  const libraries = librariesOf(await run(['ldd', nodePath]).catch(() => ''))
  const files: ImageFile[] = [
    { path: '/usr/bin/node', mode: 0o755, source: realpathSync(nodePath) },
    ...libraries.map((path) => ({ path, mode: 0o755, source: realpathSync(path) })),
    { path: '/app/server.js', content: server },
    { path: '/etc/passwd', content: 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/app:/bin/sh\n' },
    { path: '/etc/group', content: 'root:x:0:\nnode:x:1000:\n' },
    { path: '/tmp', mode: 0o1777 },
  ]
  const config = {
    User: '1000:1000',
    Cmd: ['node', '/app/server.js'],
    WorkingDir: '/app',
    Env: ['PORT=8080'],
  }
  return { reference, architecture, files, config }
}

/** The paths in what `ldd` prints: libraries and the loader, not the kernel's own. */
export function librariesOf(text: string): string[] {
  const paths = text.split('\n').map((line) => /(?:=>\s*)?(\/\S+)\s+\(0x/.exec(line)?.[1])
  return [...new Set(paths.filter((path) => path !== undefined))]
}

/** Answers with who it is and what it was given: what an example wants to show. */
const server = `'use strict'
const http = require('node:http')
const os = require('node:os')

const env = process.env
const shown = Object.keys(env).filter((name) => /^(HELLO|GREETING|MESSAGE|CONFIG|SECRET)/.test(name)).sort()
const pod = env.POD_NAME || os.hostname()
const namespace = env.POD_NAMESPACE || 'default'

const server = http.createServer((request, response) => {
  if (request.url === '/healthz') return response.end('ok\\n')
  const lines = [
    (env.GREETING || 'Hello') + ' from pod ' + pod + ' in namespace ' + namespace,
    ...shown.map((name) => name + '=' + env[name]),
  ]
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  response.end(lines.join('\\n') + '\\n')
  console.log(new Date().toISOString(), request.method, request.url)
})

const port = Number(env.PORT || 8080)
server.listen(port, () => console.log('listening on port ' + port))
const stop = () => {
  server.close(() => process.exit(0))
  server.closeAllConnections()
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
`
