import type { Container } from '@knarr/api/core/v1'
import type { LabelSelector } from '@knarr/api/meta/v1'
import { selectorOf } from '@knarr/machinery'

/** `a=1,b=2` in key order, `<none>` for none: upstream's `labels.FormatLabels`. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`)
  return pairs.length > 0 ? pairs.sort().join(',') : '<none>'
}

/** Upstream's `FormatLabelSelector`: `<none>` for one that selects everything. */
export function selectorText(selector: LabelSelector | undefined): string {
  return orNone(selectorString(selector, '<error>'))
}

/** The selector in the form `?labelSelector=` takes, or `fallback` for one that is not well formed. */
export function selectorString(selector: LabelSelector | undefined, fallback: string): string {
  try {
    return selectorOf(selector ?? {}).toString()
  } catch {
    return fallback
  }
}

export function containerNames(containers: readonly Container[] | undefined): string {
  return (containers ?? []).map(({ name }) => name).join(',')
}

export function containerImages(containers: readonly Container[] | undefined): string {
  return (containers ?? []).map(({ image }) => image ?? '').join(',')
}

/** The first three and how many more; `<unset>` for none. */
export function firstThree(items: readonly string[], count: number = items.length): string {
  const text = items.slice(0, 3).join(',')
  return count > 3 ? `${text} + ${count - 3} more...` : text || '<unset>'
}

/** `<none>` for what is empty. */
export function orNone(text: string | undefined): string {
  return text || '<none>'
}
