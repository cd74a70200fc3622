import { KnarrProcess, newDataDirectory, type Runtime, reset } from './support/knarr-process.ts'
import { type Row, report } from './support/report.ts'
import { spread } from './support/statistics.ts'

const runs = 5
const aim = { figure: 'median ms', below: 500 }

async function fresh(runtime: Runtime): Promise<number> {
  await using knarr = await KnarrProcess.start({ runtime })
  return knarr.readyMs
}

async function withState(runtime: Runtime): Promise<number[]> {
  const dataDirectory = newDataDirectory()
  const samples: number[] = []
  try {
    for (let run = 0; run <= runs; run++) {
      const knarr = await KnarrProcess.start({ runtime, dataDirectory })
      if (run > 0) samples.push(knarr.readyMs)
      await knarr.stop()
    }
  } finally {
    reset(dataDirectory)
  }
  return samples
}

function row(what: string, samples: readonly number[]): Row {
  const { median, min, max } = spread(samples)
  return { what, figures: { 'median ms': median, 'min ms': min, 'max ms': max }, aim }
}

async function npmStart(): Promise<number> {
  // The first one installs and builds what is missing or stale.
  const warmUp = await KnarrProcess.start({ runtime: 'none', command: 'npm start' })
  await warmUp[Symbol.asyncDispose]()
  await using knarr = await KnarrProcess.start({ runtime: 'none', command: 'npm start' })
  return knarr.readyMs
}

const rows: Row[] = []
for (const runtime of ['none', 'sandbox'] as const) {
  const samples: number[] = []
  for (let run = 0; run < runs; run++) samples.push(await fresh(runtime))
  rows.push(row(`fresh, ${runtime}`, samples), row(`with state, ${runtime}`, await withState(runtime)))
}
rows.push({ what: 'npm start, fresh, none (once)', figures: { ms: await npmStart() } })
report('start-up', rows)
