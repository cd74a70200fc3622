import type { Option, OptionTable } from './option-table.ts'

const width = 100
const helpColumn = 8

/** What `--help` prints: the usage, what the command does, and every option with its default. */
export function helpText(usage: string, description: string, table: OptionTable): string {
  const options = Object.entries(table)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, option]) => optionText(name, option))
  const about = description ? `\n${wrapped(description, 0)}\n` : ''
  return `Usage:\n  ${usage}\n${about}\nOptions:\n${options.join('\n')}\n`
}

function optionText(name: string, option: Option): string {
  const short = option.short ? `-${option.short}, ` : '    '
  const type = option.type === 'boolean' ? '' : ` ${option.type}`
  const choices = option.type === 'string' && option.oneOf ? ` One of ${option.oneOf.join(', ')}.` : ''
  const text = `${option.help}${choices}${defaultText(option)}`
  return `  ${short}--${name}${type}\n${wrapped(text, helpColumn)}`
}

function defaultText(option: Option): string {
  const value = option.default
  if (value === undefined || value === '' || value === false) return ''
  if (Array.isArray(value) && value.length === 0) return ''
  return ` (default ${Array.isArray(value) ? value.join(',') : value})`
}

function wrapped(text: string, indent: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line && indent + line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line ? `${line} ${word}` : word
    }
  }
  return [...lines, line].map((each) => ' '.repeat(indent) + each).join('\n')
}
