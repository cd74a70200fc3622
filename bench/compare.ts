import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startKnarr } from './beside/knarr-contender.ts'
import { findUpstream, startUpstream } from './beside/upstream-contender.ts'
import { comparable, differences } from './compare/comparable.ts'
import { comparedKinds, widgetDefinition } from './compare/compared-kinds.ts'
import { madeUpCall } from './compare/made-up-call.ts'
import { otherKinds } from './compare/other-kinds.ts'
import { Seeded } from './compare/seeded.ts'
import { workloadKinds } from './compare/workload-kinds.ts'
import { type Answer, ApiConnection, type Call } from './support/api-connection.ts'

/** Makes the same writes to Knarr and to kube-apiserver, made up from a seed, and tells where the answers differ. */
const { values } = parseArgs({
  options: {
    'kube-apiserver': { type: 'string' },
    seed: { type: 'string', default: '1' },
    writes: { type: 'string', default: '3000' },
    /** Apply and who owns what, or what is taken and refused of many more kinds. */
    of: { type: 'string', default: 'apply' },
    /** Where both answers go that differ, a JSON object a line. */
    log: { type: 'string' },
  },
})
const upstream = findUpstream(values['kube-apiserver'])
const directory = mkdtempSync(join(tmpdir(), 'knarr-compare-'))
const folder = (name: string): string => mkdtempSync(join(directory, `${name}-`))
const startMs = 5000

let found = 0
try {
  await using knarr = await startKnarr(folder('knarr'))
  await using peer = await startUpstream(upstream, folder('upstream'))
  const [here, there] = await Promise.all(
    [knarr, peer].map(({ kubeconfig }) => ApiConnection.open(kubeconfig)),
  )
  const both = (call: Call): Promise<(Answer | undefined)[]> =>
    Promise.all([here, there].map((api) => api?.call(call)))
  // Namespaces and what they need are made in the background.
  await sleep(startMs)
  const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
  await both({ method: 'POST', path: '/api/v1/namespaces', body: '{"metadata":{"name":"default"}}' })
  await both({ method: 'POST', path: definitions, body: JSON.stringify(widgetDefinition) })
  await sleep(startMs)
  await both({ method: 'POST', path: '/api/v1/namespaces', body: '{"metadata":{"name":"limits"}}' })
  const kinds = values.of === 'apply' ? comparedKinds : [...workloadKinds, ...otherKinds]
  const chance = new Seeded(Number(values.seed))
  for (let turn = 0; turn < Number(values.writes); turn++) {
    const call = madeUpCall(chance, turn, kinds)
    const [ours, theirs] = (await both(call)).map((answer) => comparable(answer as Answer))
    const differing = differences(ours, theirs)
    if (differing.length === 0) continue
    found++
    if (values.log) appendFileSync(values.log, `${JSON.stringify({ turn, call, ours, theirs })}\n`)
    console.log(
      `#${turn} ${call.method} ${call.path} ${call.body ?? ''}\n  ${differing.slice(0, 10).join('\n  ')}`,
    )
  }
  here?.close()
  there?.close()
} finally {
  rmSync(directory, { recursive: true, force: true })
}
console.log(
  `${values.writes} writes from seed ${values.seed}, ${found} answered otherwise than by kube-apiserver`,
)
process.exit(found > 0 ? 1 : 0)
