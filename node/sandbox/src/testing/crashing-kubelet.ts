/*
 * A program for a test: it opens the runtime of a node, runs a container in a pod, says so and waits to be
 * killed. Arguments: the cluster's directory, and the command's script.
 */
import { openNodeNamespaces } from '@knarr/linux'
import { busyboxImage } from '@knarr/linux/testing'
import { systemClock } from '@knarr/machinery'
import { containerConfig, runContainer, runPod, sandboxConfig } from '@knarr/rpc/testing'
import { createSandboxRuntime } from '../index.ts'

const [, , stateDirectory = '', script = ''] = process.argv
const node = await openNodeNamespaces({ name: 'n1', index: 0, stateDirectory })
const localImages = new Map([['busybox', async () => busyboxImage('busybox')]])
const runtime = await createSandboxRuntime({
  node,
  stateDirectory: `${stateDirectory}/n1`,
  clock: systemClock,
  localImages,
})
await runtime.pullImage('busybox')
const pod = await runPod(runtime, sandboxConfig('survivor', `${stateDirectory}/logs`))
const container = await runContainer(runtime, pod, containerConfig('busybox', ['sh', '-c', script]))
process.stdout.write(`${JSON.stringify({ pod: pod.id, container, address: pod.address })}\n`)
setInterval(() => undefined, 1000)
