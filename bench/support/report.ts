import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { arch, cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'

/** One line of the table: what was measured, and its figures by name, units in the names. */
export interface Row {
  readonly what: string
  readonly figures: Readonly<Record<string, number>>
  readonly aim?: Aim
}

/** The figure that has an aim; `below` and `above` are not met by an equal value. */
export interface Aim {
  readonly figure: string
  readonly below?: number
  readonly above?: number
}

export interface Result {
  readonly name: string
  readonly machine: Readonly<Record<string, string | number>>
  readonly rows: readonly Row[]
}

const folder = join(import.meta.dirname, '..', 'results')

function machine(): Result['machine'] {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    architecture: arch(),
    memoryGiB: round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    date: new Date().toISOString(),
  }
}

/** Prints the rows and, unless told not to, writes them with the machine they were measured on to results/<name>.json. */
export function report(name: string, rows: readonly Row[], { write = true }: { write?: boolean } = {}): void {
  const rounded = rows.map((row) => ({
    ...row,
    figures: Object.fromEntries(Object.entries(row.figures).map(([key, value]) => [key, round(value)])),
  }))
  const result: Result = { name, machine: machine(), rows: rounded }
  if (write) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`)
  }
  console.log(tableOf(result))
}

export function readResult(name: string): Result {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))
}

export function tableOf({ name, rows }: Result): string {
  const width = Math.max(...rows.map(({ what }) => what.length))
  const lines = rows.map((row) => {
    const figures = Object.entries(row.figures).map(([key, value]) => `${key} ${value}`)
    return `  ${row.what.padEnd(width)}  ${figures.join('  ')}${row.aim ? `  (${aimText(row, row.aim)})` : ''}`
  })
  return [name, ...lines].join('\n')
}

function aimText({ figures }: Row, { figure, below, above }: Aim): string {
  const value = figures[figure] ?? Number.NaN
  const isMet = (below === undefined || value < below) && (above === undefined || value > above)
  const bound = below === undefined ? `> ${above}` : `< ${below}`
  return `aim: ${figure} ${bound}, ${isMet ? 'met' : 'missed'}`
}

function round(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3))
}
