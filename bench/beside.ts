import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Contender } from './beside/contender.ts'
import { startKnarr, startKnarrOnEtcd } from './beside/knarr-contender.ts'
import { measureCalls, measureMemory, measureWatches } from './beside/measure.ts'
import { prepare } from './beside/prepare.ts'
import { subjectsWith } from './beside/subjects.ts'
import { findUpstream, startUpstream } from './beside/upstream-contender.ts'
import { type Row, report } from './support/report.ts'

const { values } = parseArgs({
  options: {
    'kube-apiserver': { type: 'string' },
    /** How many ConfigMaps are there. */
    objects: { type: 'string', default: '100000' },
    /** Only subjects whose names have this in them; what is found is shown and not written. */
    only: { type: 'string' },
  },
})
const upstream = findUpstream(values['kube-apiserver'])
const objects = Number(values.objects)
const directory = mkdtempSync(join(tmpdir(), 'knarr-beside-'))
const folder = (name: string): string => mkdtempSync(join(directory, `${name}-`))

const isWanted = (what: string): boolean => !values.only || what.includes(values.only)

async function measure(contenders: readonly Contender[]): Promise<Row[]> {
  for (const { name, kubeconfig } of contenders) {
    console.error(`Making ${objects} objects in ${name} …`)
    await prepare(kubeconfig, objects)
  }
  const rows: Row[] = []
  for (const subject of subjectsWith(objects)) {
    const what = `${subject.what}, ${subject.concurrency} at once, ${subject.protocol}`
    if (!isWanted(what)) continue
    console.error(what)
    rows.push(...(await measureCalls(what, subject, contenders)))
  }
  for (const watchers of [200, 1000]) {
    const what = `watch, ${watchers} watchers`
    if (!isWanted(what)) continue
    console.error(what)
    rows.push(...(await measureWatches(what, watchers, contenders)))
  }
  rows.push(measureMemory(`memory at the end, with ${objects} objects and more`, contenders))
  return rows
}

try {
  await using knarr = await startKnarr(folder('knarr'))
  await using knarrOnEtcd = await startKnarrOnEtcd(folder('knarr-etcd'))
  await using peer = await startUpstream(upstream, folder('upstream'))
  const rows = await measure([knarr, knarrOnEtcd, peer])
  report('beside', rows, { write: !values.only })
} finally {
  rmSync(directory, { recursive: true, force: true })
}
