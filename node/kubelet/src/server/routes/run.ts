import type { Readable } from 'node:stream'
import { text as contentOf } from 'node:stream/consumers'
import { requirePod } from './pod-containers.ts'
import { type Route, type RouteAnswer, type RouteCall, text } from './route.ts'

/** Runs `cmd`, split at its spaces, and answers with what it wrote. */
async function run({ parts, params, query }: RouteCall): Promise<RouteAnswer> {
  requirePod(parts.pods, params)
  const { namespace = '', pod = '', container = '' } = params
  const command = (query.get('cmd') ?? '').split(' ')
  const streams = { stdin: false, stdout: true, stderr: true, tty: false }
  const session = await parts.api.exec({ namespace, pod, container }, command, streams)
  const [stdout, stderr, exit] = await Promise.all([
    written(session.stdout),
    written(session.stderr),
    session.exit,
  ])
  const output = `${stdout}${stderr}`
  if (exit.exitCode === 0 && exit.message === undefined) return text(output)
  return text(exit.message ?? `command exited with ${exit.exitCode}: ${output}`, 500)
}

async function written(stream: Readable | undefined): Promise<string> {
  return stream ? await contentOf(stream) : ''
}

export const runRoutes: readonly Route[] = [
  { path: '/run/{namespace}/{pod}/{container}', methods: ['POST'], answer: run },
  { path: '/run/{namespace}/{pod}/{uid}/{container}', methods: ['POST'], answer: run },
]
