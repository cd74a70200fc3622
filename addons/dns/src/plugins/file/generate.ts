import { PresentationError } from '../../message/dns-error.ts'

const mostSteps = 65_535

/** The lines that `$GENERATE START-STOP[/STEP] TEXT` stands for, `$` in the text being the number, as BIND has it. */
export function generatedLines(argument: string): string[] {
  const [, start, stop, step = '1', text] = /^(\d+)-(\d+)(?:\/(\d+))?\s+(.*)$/.exec(argument) ?? []
  const [from, to, by] = [Number(start), Number(stop), Number(step)]
  if (text === undefined || to < from || by === 0) {
    throw new PresentationError(`bad range in $GENERATE: "${argument}"`)
  }
  const count = Math.floor((to - from) / by) + 1
  if (count > mostSteps) throw new PresentationError('too many records in $GENERATE')
  return Array.from({ length: count }, (_, index) => withNumber(text, from + index * by))
}

/** `$` alone, or with what is added to the number, the width to fill with zeros and the base: `${-20,3,d}`. */
function withNumber(text: string, number: number): string {
  return text.replace(
    /\\\$|\$\$|\$(?:\{(-?\d+)(?:,(\d+)(?:,([doxX]))?)?\})?/g,
    (match, offset = '0', width = '0', base = 'd') => {
      if (match === '\\$' || match === '$$') return '$'
      const digits = (number + Number(offset)).toString(base === 'o' ? 8 : base === 'd' ? 10 : 16)
      return (base === 'X' ? digits.toUpperCase() : digits).padStart(Number(width), '0')
    },
  )
}
