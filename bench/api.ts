import { ApiConnection, type Call, makeNamespace } from './support/api-connection.ts'
import { KnarrProcess } from './support/knarr-process.ts'
import { load } from './support/load.ts'
import { type Row, report } from './support/report.ts'

const pods = '/api/v1/namespaces/bench/pods'
const stored = 10_000
const seconds = 3

/** A pod no scheduler and no kubelet will take. */
function hollowPod(name: string): string {
  const containers = [{ name: 'main', image: 'example.test/hollow:1' }]
  const metadata = { name, labels: { app: 'hollow' } }
  return JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Pod', metadata },
    spec: { schedulerName: 'nobody', containers },
  })
}

interface Subject {
  readonly what: string
  readonly call: (sequence: number) => Call
  readonly limits?: { readonly calls: number }
  readonly aim?: Row['aim']
}

const patchType = 'application/merge-patch+json'

/** Every call of one kind changes or reads another pod than the call before it. */
const subjects: readonly Subject[] = [
  {
    what: 'get a pod',
    call: (n) => ({ method: 'GET', path: `${pods}/hollow-${n % stored}` }),
    aim: { figure: 'per s', above: 20_000 },
  },
  {
    what: 'patch a pod',
    call: (n) => ({
      ...{ method: 'PATCH', path: `${pods}/hollow-${n % stored}`, contentType: patchType },
      body: JSON.stringify({ metadata: { annotations: { turn: String(n) } } }),
    }),
  },
  {
    what: 'list 500 of 10,000 pods',
    call: () => ({ method: 'GET', path: `${pods}?limit=500`, discard: true }),
  },
  {
    what: 'list 10,000 pods',
    call: () => ({ method: 'GET', path: pods, discard: true }),
    limits: { calls: 64 },
  },
]

async function fill(kubeconfig: string, pid: number): Promise<Row[]> {
  const rows: Row[] = []
  let made = 0
  for (const concurrency of [1, 64]) {
    using api = await ApiConnection.open(kubeconfig, concurrency === 1 ? 1 : 4)
    const call = (): Promise<unknown> =>
      api.succeed({ method: 'POST', path: pods, body: hollowPod(`hollow-${made++}`) })
    const limits = concurrency === 1 ? { seconds } : { seconds: 30, calls: stored - made }
    rows.push({
      what: `create a pod, ${concurrency} at once`,
      figures: await load({ concurrency, pid, call, ...limits }),
    })
  }
  return rows
}

async function measure(kubeconfig: string, pid: number): Promise<Row[]> {
  const rows: Row[] = []
  for (const { what, call, limits, aim } of subjects) {
    for (const concurrency of [1, 64]) {
      using api = await ApiConnection.open(kubeconfig, concurrency === 1 ? 1 : 4)
      const warmUp = { seconds: 0.7, concurrency: 16 }
      await load({ ...warmUp, call: (sequence) => api.succeed(call(sequence)) })
      const figures = await load({
        ...{ concurrency, pid, seconds, ...limits },
        call: (sequence) => api.succeed(call(sequence)),
      })
      rows.push({
        what: `${what}, ${concurrency} at once`,
        figures,
        ...(concurrency > 1 && aim ? { aim } : {}),
      })
    }
  }
  return rows
}

await using knarr = await KnarrProcess.start({ runtime: 'none' })
const { kubeconfig, pid } = knarr
{
  using api = await ApiConnection.open(kubeconfig)
  await makeNamespace(api, 'bench')
}
const rows = [...(await fill(kubeconfig, pid)), ...(await measure(kubeconfig, pid))]
report('api', rows)
