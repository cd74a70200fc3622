import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { steps } from './kubectl-verbs/steps.ts'
import { read, type Shown, transcript, written } from './kubectl-verbs/transcript.ts'
import { KnarrProcess } from './support/knarr-process.ts'
import { kubectlFor } from './support/kubectl.ts'
import { kubectlMinors } from './support/real-clients.ts'

const newest = Math.max(...kubectlMinors)
const goldenFile = (minor: number): string =>
  new URL(`kubectl-verbs/testdata/1.${minor}.txt`, import.meta.url).pathname

/** What the newest prints, or what is written down of this one where it prints something else. */
function expected(minor: number): readonly Shown[] {
  const usual = read(readFileSync(goldenFile(newest), 'utf8'))
  const file = goldenFile(minor)
  if (minor === newest || !existsSync(file)) return usual
  const own = new Map(read(readFileSync(file, 'utf8')).map(({ command, output }) => [command, output]))
  return usual.map(({ command, output }) => ({ command, output: own.get(command) ?? output }))
}

/** Each step has a name of its own, for the same may be said twice. */
function numbered(shown: readonly Shown[]): readonly Shown[] {
  return shown.map(({ command, output }, index) => ({ command: `${index + 1}: ${command}`, output }))
}

describe('every verb of kubectl', { timeout: 300_000 }, () => {
  let knarr: KnarrProcess
  beforeAll(async () => {
    if (process.getuid?.() !== 0) throw new Error('NOT RUN: real nodes need root')
    knarr = await KnarrProcess.start({ runtime: 'sandbox', nodes: kubectlMinors.length })
  })
  afterAll(async () => {
    await knarr?.destroy()
  })

  // The newest first: what the others print is held against it.
  it.each([...kubectlMinors].reverse())(
    'does with kubectl 1.%d what it does with Kubernetes',
    async (minor) => {
      const namespace = `verbs-${minor}`
      const kubeconfig = `${knarr.kubeconfig}.${minor}`
      copyFileSync(knarr.kubeconfig, kubeconfig)
      const kubectl = kubectlFor(kubeconfig, `kubectl${minor}`)
      await kubectl('create', 'namespace', namespace)
      await kubectl('config', 'set-context', '--current', `--namespace=${namespace}`)
      const shown = numbered(
        await transcript(kubectl, { namespace, node: `knarr-${newest - minor + 1}` }, steps),
      )
      await kubectl('delete', 'namespace', namespace, '--wait=false')
      if (process.env.UPDATE_GOLDEN) write(minor, shown)
      expect(shown).toEqual(expected(minor))
    },
  )
})

function write(minor: number, shown: readonly Shown[]): void {
  if (minor === newest) {
    writeFileSync(goldenFile(minor), written(shown))
    return
  }
  const usual = new Map(
    read(readFileSync(goldenFile(newest), 'utf8')).map(({ command, output }) => [command, output]),
  )
  const own = shown.filter(({ command, output }) => usual.get(command) !== output)
  if (own.length > 0) writeFileSync(goldenFile(minor), written(own))
}
