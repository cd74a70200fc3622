import {
  dns1035LabelErrors,
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  pathSegmentNameErrors,
} from '@knarr/machinery'

/** What is wrong with a name, or with a prefix that `generateName` will lengthen. */
export type NameValidator = (name: string, isPrefix: boolean) => string[]

/** A generated name never ends in the prefix's dash, so a trailing one is allowed there. */
function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name
}

const masked =
  (errors: (name: string) => string[]): NameValidator =>
  (name, isPrefix) =>
    errors(isPrefix ? maskTrailingDash(name) : name)

export const subdomainName: NameValidator = masked(dns1123SubdomainErrors)
export const labelName: NameValidator = masked(dns1123LabelErrors)
export const dns1035Name: NameValidator = masked(dns1035LabelErrors)

/** Anything that is one segment of a URL path: RBAC and certificates take such names. */
export const pathSegmentName: NameValidator = (name, isPrefix) =>
  isPrefix ? pathSegmentNameErrors(`${name}x`) : pathSegmentNameErrors(name)
