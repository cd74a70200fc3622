import { parseQuantity } from '@knarr/machinery'

/** Texts that stand as they are: small counts, milli-units below one, the common binary sizes. */
const canonical = /^(?:0|[1-9]\d{0,2}(?:m|Mi|Gi)?)$/
const known = new Map<string, string>()
const maxKnown = 10_000

/**
 * A quantity's canonical text; throws a QuantityError. Quantities repeat and parsing one takes a microsecond or
 * more, so what was seen is remembered.
 */
export function canonicalQuantity(text: string): string {
  if (canonical.test(text)) return text
  const seen = known.get(text)
  if (seen !== undefined) return seen
  const made = parseQuantity(text).toString()
  if (known.size >= maxKnown) known.clear()
  if (text.length <= 32) known.set(text, made)
  return made
}
