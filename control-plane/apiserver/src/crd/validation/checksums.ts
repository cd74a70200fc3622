const digitsOf = (text: string): string => text.replaceAll(/[\s-]/g, '')

/** Ten digits, the last of which may be X for ten: weighted 1 to 10, a multiple of 11. */
export function isIsbn10(text: string): boolean {
  const digits = digitsOf(text)
  if (!/^\d{9}[\dX]$/.test(digits)) return false
  const sum = [...digits].reduce(
    (total, digit, at) => total + (at + 1) * (digit === 'X' ? 10 : Number(digit)),
    0,
  )
  return sum % 11 === 0
}

/** Thirteen digits, weighted 1 and 3 in turn: a multiple of 10. */
export function isIsbn13(text: string): boolean {
  const digits = digitsOf(text)
  if (!/^\d{13}$/.test(digits)) return false
  return [...digits].reduce((total, digit, at) => total + (at % 2 ? 3 : 1) * Number(digit), 0) % 10 === 0
}

const card =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/

/** A number of a known issuer that passes Luhn's check. */
export function isCreditCard(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '')
  if (!card.test(digits)) return false
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
