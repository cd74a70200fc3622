const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** Seconds written as `3600` or `1h30m`; undefined for what is no time. */
export function parseTtl(text: string): number | undefined {
  if (!/^(\d+[smhdw]?)+$/i.test(text)) return undefined
  return [...text.matchAll(/(\d+)([smhdw]?)/gi)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[(unit ?? '').toLowerCase()] ?? 1),
    0,
  )
}
