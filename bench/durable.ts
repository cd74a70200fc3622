import { type ConfigMap, configMaps } from '@knarr/api/core/v1'
import { Cluster } from '@knarr/cluster'
import type { Draft } from '@knarr/machinery'
import { ApiConnection } from './support/api-connection.ts'
import { KnarrProcess, newDataDirectory, reset } from './support/knarr-process.ts'
import { load } from './support/load.ts'
import { type Row, report } from './support/report.ts'

const inFlight = [1, 16, 64, 256]
const seconds = 2
const aim = { figure: 'per s', above: 3000 }

let made = 0
function configMap(): Draft<ConfigMap> {
  const metadata = { name: `durable-${made++}`, namespace: 'default' }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { key: 'value' } }
}

async function overHttps(): Promise<Row[]> {
  await using knarr = await KnarrProcess.start({ runtime: 'none' })
  const { kubeconfig, pid } = knarr
  const rows: Row[] = []
  const path = '/api/v1/namespaces/default/configmaps'
  let isWarm = false
  for (const concurrency of [64, ...inFlight]) {
    using api = await ApiConnection.open(kubeconfig, concurrency > 16 ? 4 : 1)
    const call = (): Promise<unknown> =>
      api.succeed({ method: 'POST', path, body: JSON.stringify(configMap()) })
    const figures = await load({ concurrency, seconds, pid, call })
    // The first round lets the compiler see the code.
    if (isWarm)
      rows.push({ what: `HTTPS, ${concurrency} in flight`, figures, ...(concurrency === 64 ? { aim } : {}) })
    isWarm = true
  }
  return rows
}

async function inProcess(): Promise<Row[]> {
  const directory = newDataDirectory()
  const rows: Row[] = []
  try {
    await using cluster = await Cluster.start({ store: { directory } })
    for (const concurrency of inFlight) {
      const call = (): Promise<unknown> => cluster.client.create(configMaps, configMap())
      const figures = await load({ concurrency, seconds, call })
      rows.push({ what: `in process, ${concurrency} in flight`, figures })
    }
  } finally {
    reset(directory)
  }
  return rows
}

report('durable', [...(await overHttps()), ...(await inProcess())])
