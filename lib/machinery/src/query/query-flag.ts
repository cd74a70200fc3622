/** Whether a parameter of a query is set, as Go's clients write truth: absent, `0` and the spellings of false are not. */
export function queryFlag(value: string | null | undefined): boolean {
  return value !== null && value !== undefined && !['0', 'f', 'false', 'F', 'FALSE', 'False'].includes(value)
}
