/** How many requests are served at once, of those that change something and those that do not. */
export class RequestsInFlight {
  readOnly = 0
  mutating = 0

  enter(isMutating: boolean): void {
    if (isMutating) this.mutating++
    else this.readOnly++
  }

  leave(isMutating: boolean): void {
    if (isMutating) this.mutating--
    else this.readOnly--
  }
}

const readVerbs: ReadonlySet<string> = new Set(['get', 'list', 'watch'])

/** Whether a verb may change something. */
export function isMutatingVerb(verb: string): boolean {
  return !readVerbs.has(verb)
}
