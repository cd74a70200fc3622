/** A count, or a share of `total` such as `25%`; throws with upstream's text on anything else. */
export function scaledIntOrPercent(
  value: number | string | undefined,
  total: number,
  roundUp: boolean,
): number {
  if (value === undefined || value === null) throw new Error('nil value for IntOrString')
  if (typeof value === 'number') return value
  const share = (percentOf(value) * total) / 100
  return roundUp ? Math.ceil(share) : Math.floor(share)
}

function percentOf(text: string): number {
  const prefix = 'invalid value for IntOrString'
  if (!text.endsWith('%')) throw new Error(`${prefix}: invalid type: string is not a percentage`)
  const digits = text.slice(0, -1)
  if (!/^[+-]?\d+$/.test(digits)) {
    const cause = `strconv.Atoi: parsing ${JSON.stringify(digits)}: invalid syntax`
    throw new Error(`${prefix}: invalid value ${JSON.stringify(text)}: ${cause}`)
  }
  return Number(digits)
}
