import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { ApiConnection, makeNamespace } from './support/api-connection.ts'
import { KnarrProcess, type Runtime } from './support/knarr-process.ts'
import { type Row, report } from './support/report.ts'
import { percentiles } from './support/statistics.ts'

const sequential = 10
const together = 20
const limitMs = 30_000
const pods = '/api/v1/namespaces/bench/pods'
const aims = { sandbox: 200, containerd: 400 } as const

function helloPod(name: string): string {
  const containers = [{ name: 'hello', image: 'knarr/hello:latest', imagePullPolicy: 'IfNotPresent' }]
  return JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name } },
    spec: { containers, terminationGracePeriodSeconds: 0 },
  })
}

/** When pods were first seen Running, as a watch of the API tells it. */
class Watched {
  readonly #waiting = new Map<string, () => void>()

  onLine(line: string): void {
    const { object } = JSON.parse(line)
    if (object.status?.phase === 'Running') this.#waiting.get(object.metadata.name)?.()
  }

  async running(name: string): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waiting.set(name, resolve)
    const limit = setTimeout(() => reject(new Error(`${name} did not run in ${limitMs} ms`)), limitMs)
    await promise.finally(() => clearTimeout(limit))
    return performance.now()
  }
}

async function start(api: ApiConnection, watched: Watched, name: string): Promise<number> {
  const sent = performance.now()
  const [running] = await Promise.all([
    watched.running(name),
    api.succeed({ method: 'POST', path: pods, body: helloPod(name) }),
  ])
  return running - sent
}

async function measure(runtime: 'sandbox' | 'containerd'): Promise<Row[]> {
  await using knarr = await KnarrProcess.start({ runtime })
  using api = await ApiConnection.open(knarr.kubeconfig)
  await makeNamespace(api, 'bench')
  const watched = new Watched()
  const watch = api.watch(`${pods}?watch=true`, (line) => watched.onLine(line))
  const warmUp = await start(api, watched, 'warm-up')
  const samples: number[] = []
  for (let run = 0; run < sequential; run++) samples.push(await start(api, watched, `single-${run}`))
  const names = Array.from({ length: together }, (_, index) => `together-${index}`)
  const crowd = await Promise.all(names.map((name) => start(api, watched, name)))
  watch.close()
  return [
    { what: `${runtime}: first pod, image included`, figures: { ms: warmUp } },
    {
      what: `${runtime}: one after another, ${sequential}`,
      ...{ figures: inMs(samples), aim: { figure: 'p50 ms', below: aims[runtime] } },
    },
    { what: `${runtime}: ${together} at once`, figures: inMs(crowd) },
  ]
}

function inMs(samples: readonly number[]): Record<string, number> {
  const { p50, p90, max } = percentiles(samples)
  return { 'p50 ms': p50, 'p90 ms': p90, 'max ms': max }
}

function isInstalled(runtime: Runtime): boolean {
  if (runtime === 'sandbox') return true
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, runtime)))
}

const rows: Row[] = []
for (const runtime of ['sandbox', 'containerd'] as const) {
  if (isInstalled(runtime)) rows.push(...(await measure(runtime)))
  else console.error(`pod-start: ${runtime} is not installed and not measured`)
}
report('pod-start', rows)
