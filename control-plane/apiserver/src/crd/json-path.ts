import { isJsonObject } from '@knarr/machinery'

type Step = (value: unknown) => unknown[]

const token =
  /\.?\*|\[\*\]|\[(-?\d+)\]|\[['"]([^'"]*)['"]\]|\[\?\(\s*@((?:\\.|[^=!<>)\s])*)\s*(?:(==|!=|<=|>=|<|>)\s*(?:'([^']*)'|"([^"]*)"|([^)\s]+))\s*)?\)\]|\.((?:\\.|[^.[\]])+)/y

/**
 * A JSONPath as columns have it, with or without braces: fields, indexes, `*` and filters on one comparison.
 * The result takes a value and gives every match. @throws SyntaxError for anything else
 */
export function jsonPath(expression: string): (value: unknown) => unknown[] {
  const text = expression.replace(/^\{(.*)\}$/s, '$1').replace(/^\$/, '')
  const steps: Step[] = []
  const scanner = new RegExp(token)
  while (scanner.lastIndex < text.length) {
    const at = scanner.lastIndex
    const match = scanner.exec(text)
    if (!match) throw new SyntaxError(`unexpected ${JSON.stringify(text.slice(at))} in JSONPath`)
    steps.push(stepOf(match))
  }
  return (value) => steps.reduce<unknown[]>((values, step) => values.flatMap(step), [value])
}

function stepOf([whole, index, quoted, filter, operator, ...rest]: RegExpExecArray): Step {
  const [single, double, bare, field] = rest
  if (whole === '[*]' || whole.endsWith('*')) return childrenOf
  if (index !== undefined)
    return (value) => present(Array.isArray(value) ? value.at(Number(index)) : undefined)
  if (filter === undefined) return fieldStep((quoted ?? field ?? '').replaceAll(/\\(.)/g, '$1'))
  const path = jsonPath(filter)
  const wanted = single ?? double ?? literalOf(bare)
  return (value) =>
    childrenOf(value).filter((child) => {
      const [found] = path(child)
      return operator === undefined ? found !== undefined : holds(found, operator, wanted)
    })
}

function fieldStep(name: string): Step {
  return (value) => present(isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined)
}

function present(value: unknown): unknown[] {
  return value === undefined || value === null ? [] : [value]
}

function childrenOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  return isJsonObject(value) ? Object.values(value) : []
}

function literalOf(text: string | undefined): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== undefined && text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text
}

function holds(found: unknown, operator: string, wanted: unknown): boolean {
  if (operator === '==') return found === wanted
  if (operator === '!=') return found !== undefined && found !== wanted
  if (typeof found !== typeof wanted) return false
  const [a, b] = [found as number, wanted as number]
  if (operator === '<') return a < b
  if (operator === '<=') return a <= b
  return operator === '>' ? a > b : a >= b
}
