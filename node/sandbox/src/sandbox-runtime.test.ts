import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { openNodeNamespaces } from '@knarr/linux'
import { busyboxImage, describeWithNamespaces } from '@knarr/linux/testing'
import { systemClock } from '@knarr/machinery'
import { runtimeSuite } from '@knarr/rpc/testing'
import { expect } from 'vitest'
import { createSandboxRuntime, type SandboxRuntime } from './index.ts'

describeWithNamespaces('on real namespaces', () =>
  runtimeSuite('The sandbox runtime', async () => {
    const stateDirectory = mkdtempSync(`${tmpdir()}/knarr-sandbox-`)
    const node = await openNodeNamespaces({ name: 'n1', index: 0, stateDirectory })
    const localImages = new Map([['test/busybox', async () => busyboxImage('test/busybox')]])
    const create = (): Promise<SandboxRuntime> =>
      createSandboxRuntime({ node, stateDirectory: `${stateDirectory}/n1`, clock: systemClock, localImages })
    let runtime = await create()
    await runtime.pullImage('test/busybox')
    return {
      runtime,
      image: 'test/busybox',
      async reopen() {
        runtime.close()
        runtime = await create()
        return runtime
      },
      async close() {
        runtime.close()
        await node.close()
        expect(leftovers(stateDirectory)).toEqual([])
        const directories = ['containers', 'exits', 'sandboxes'].flatMap((name) =>
          readdirSync(`${stateDirectory}/n1/${name}`),
        )
        expect(directories).toEqual([])
        rmSync(stateDirectory, { recursive: true })
      },
    }
  }),
)

/** Processes, mounts, links and cgroups of a cluster that is closed. */
function leftovers(stateDirectory: string): string[] {
  const processes = execFileSync('ps', ['axo', 'stat,args'], { encoding: 'utf8' }).split('\n')
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n')
  return [...processes.filter((line) => !line.startsWith('Z')), ...mounts].filter((line) =>
    line.includes(stateDirectory),
  )
}
