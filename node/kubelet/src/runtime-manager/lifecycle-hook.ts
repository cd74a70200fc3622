import type { Container, LifecycleHandler } from '@knarr/api/core/v1'
import { sleep } from '@knarr/machinery'
import { httpGetAction } from '../probes/http-get-action.ts'
import type { Scene } from './scene.ts'

export interface HookTarget {
  readonly containerId: string
  readonly container: Container
  readonly podIp: string | undefined
}

/** Runs a postStart or preStop hook; rejects with what went wrong. */
export async function runHook(hook: LifecycleHandler, target: HookTarget, scene: Scene): Promise<void> {
  if (hook.exec) {
    const { exitCode, stdout, stderr } = await scene.runtime.execSync(
      target.containerId,
      hook.exec.command ?? [],
    )
    if (exitCode !== 0) {
      const output = Buffer.concat([stdout, stderr]).toString('utf8').trim()
      throw new Error(`command '${(hook.exec.command ?? []).join(' ')}' exited with ${exitCode}: ${output}`)
    }
  } else if (hook.httpGet) {
    await httpGetAction(hook.httpGet, {
      podIp: target.podIp ?? '',
      container: target.container,
      clock: scene.clock,
    })
  } else if (hook.sleep) {
    await sleep(scene.clock, hook.sleep.seconds * 1000)
  }
}
