/** Replaces `$(NAME)` by the variable's value; `$$` is a dollar, unknown names stay as they are. */
export function expand(text: string, lookUp: (name: string) => string | undefined): string {
  return text.replace(/\$(\$|\(([^)]*)\)|)/g, (whole, operator: string, name: string | undefined) => {
    if (operator === '$') return '$'
    if (name === undefined) return whole
    return lookUp(name) ?? whole
  })
}
