import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { silentLogger } from '@knarr/component'
import { openNodeNamespaces, pauseImage, writeImageArchive } from '@knarr/linux'
import { busyboxImage, describeWithNamespaces } from '@knarr/linux/testing'
import { systemClock } from '@knarr/machinery'
import { runtimeSuite } from '@knarr/rpc/testing'
import { Containerd, containerdProblem } from './containerd.ts'

const pause = 'registry.k8s.io/pause:3.10'
const busybox = 'docker.io/test/busybox:latest'

describeWithNamespaces(
  'on real namespaces',
  () =>
    runtimeSuite('containerd', async () => {
      const stateDirectory = mkdtempSync(`${tmpdir()}/knarr-ctd-`)
      const node = await openNodeNamespaces({ name: 'n1', index: 0, stateDirectory })
      const start = (): Promise<Containerd> =>
        Containerd.start({
          node,
          rootDirectory: `${stateDirectory}/root`,
          stateDirectory: `${stateDirectory}/state`,
          pauseImage: pause,
          pauseArchive: async () => {
            const path = `${stateDirectory}/pause.tar`
            await writeImageArchive(pauseImage(pause, process.arch), path)
            return path
          },
          clock: systemClock,
          logger: silentLogger,
        })
      let containerd = await start()
      await writeImageArchive(busyboxImage(busybox), `${stateDirectory}/busybox.tar`)
      await containerd.runtime.importImage(`${stateDirectory}/busybox.tar`)
      return {
        runtime: containerd.runtime,
        image: busybox,
        killsGivenUpCommands: false,
        async reopen() {
          containerd.detach()
          containerd = await start()
          return containerd.runtime
        },
        async close() {
          containerd.detach()
          await node.close()
          rmSync(stateDirectory, { recursive: true, force: true })
        },
      }
    }),
  containerdProblem(process.env.PATH ?? ''),
)
