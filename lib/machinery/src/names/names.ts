/** Upstream's limits, in bytes. */
const labelMaxLength = 63
const subdomainMaxLength = 253

const dns1123Label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const dns1123Subdomain = `${dns1123Label}(\\.${dns1123Label})*`
const wildcard = `\\*\\.${dns1123Subdomain}`
const dns1035Label = '[a-z]([-a-z0-9]*[a-z0-9])?'
const qualifiedName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const labelValue = `(${qualifiedName})?`
const configMapKey = '[-._a-zA-Z0-9]+'
const envVarName = '[-._a-zA-Z][-._a-zA-Z0-9]*'
const percent = '[0-9]+%'
const httpHeaderName = '[-A-Za-z0-9]+'

const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`)

const dns1123LabelRegExp = whole(dns1123Label)
const dns1123SubdomainRegExp = whole(dns1123Subdomain)
const wildcardRegExp = whole(wildcard)
const dns1035LabelRegExp = whole(dns1035Label)
const qualifiedNameRegExp = whole(qualifiedName)
const labelValueRegExp = whole(labelValue)
const configMapKeyRegExp = whole(configMapKey)
const envVarNameRegExp = whole(envVarName)
const percentRegExp = whole(percent)
const httpHeaderNameRegExp = whole(httpHeaderName)

const endsAlphanumeric = 'and must start and end with an alphanumeric character'
const qualifiedNameMessage = `must consist of alphanumeric characters, '-', '_' or '.', ${endsAlphanumeric}`
const qualifiedNameExamples = ['MyName', 'my.name', '123-abc']

/** Upstream's `RegexError`, odd spacing included. */
function patternError(message: string, pattern: string, examples: readonly string[]): string {
  const list = examples.map((example) => `'${example}', `).join(' or ')
  return `${message} (${list ? 'e.g. ' : ''}${list}regex used for validation is '${pattern}')`
}

const lengthErrors = (text: string, max: number): string[] =>
  text.length * 3 > max && Buffer.byteLength(text) > max ? [`must be no more than ${max} characters`] : []

/** What keeps `text` from being a DNS label (RFC 1123): namespaces, most names used in DNS. */
export function dns1123LabelErrors(text: string): string[] {
  const errors = lengthErrors(text, labelMaxLength)
  if (dns1123LabelRegExp.test(text)) return errors
  if (dns1123SubdomainRegExp.test(text)) return [...errors, 'must not contain dots']
  const message = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', ${endsAlphanumeric}`
  return [...errors, patternError(message, dns1123Label, ['my-name', '123-abc'])]
}

/** What keeps `text` from being a DNS subdomain (RFC 1123): the names of most objects. */
export function dns1123SubdomainErrors(text: string): string[] {
  const errors = lengthErrors(text, subdomainMaxLength)
  if (dns1123SubdomainRegExp.test(text)) return errors
  const message = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${endsAlphanumeric}`
  return [...errors, patternError(message, dns1123Subdomain, ['example.com'])]
}

/** What keeps `text` from being a wildcard host such as `*.example.com`. */
export function wildcardDns1123SubdomainErrors(text: string): string[] {
  const errors = lengthErrors(text, subdomainMaxLength)
  if (wildcardRegExp.test(text)) return errors
  const message =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of " +
    "lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
  return [...errors, patternError(message, wildcard, ['*.example.com'])]
}

/** What keeps `text` from being a DNS label that starts with a letter (RFC 1035): names of Services. */
export function dns1035LabelErrors(text: string): string[] {
  const errors = lengthErrors(text, labelMaxLength)
  if (dns1035LabelRegExp.test(text)) return errors
  const message =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', " +
    'start with an alphabetic character, and end with an alphanumeric character'
  return [...errors, patternError(message, dns1035Label, ['my-name', 'abc-123'])]
}

/** What keeps `text` from being the key of a label, annotation, taint or condition. */
export function qualifiedNameErrors(text: string): string[] {
  const parts = text.split('/')
  const shape = patternError(qualifiedNameMessage, qualifiedName, qualifiedNameExamples)
  if (parts.length > 2) {
    return [
      `a qualified name ${shape} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  }
  const name = parts.at(-1) ?? ''
  const errors = parts.length === 2 ? prefixErrors(parts[0] ?? '') : []
  if (name === '') errors.push('name part must be non-empty')
  errors.push(...lengthErrors(name, labelMaxLength).map((error) => `name part ${error}`))
  if (!qualifiedNameRegExp.test(name)) errors.push(`name part ${shape}`)
  return errors
}

function prefixErrors(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty']
  return dns1123SubdomainErrors(prefix).map((error) => `prefix part ${error}`)
}

/** What keeps `text` from being a label's value. */
export function labelValueErrors(text: string): string[] {
  const errors = lengthErrors(text, labelMaxLength)
  if (labelValueRegExp.test(text)) return errors
  const message = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${endsAlphanumeric}`
  return [...errors, patternError(message, labelValue, ['MyValue', 'my_value', '12345'])]
}

/** What keeps `text` from being a key of a ConfigMap or Secret. */
export function configMapKeyErrors(text: string): string[] {
  const errors = lengthErrors(text, subdomainMaxLength)
  const message = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
  if (!configMapKeyRegExp.test(text)) {
    errors.push(patternError(message, configMapKey, ['key.name', 'KEY_NAME', 'key-name']))
  }
  return [...errors, ...dotErrors(text)]
}

/** What keeps `text` from being an environment variable's name under the strict, older rule. */
export function envVarNameErrors(text: string): string[] {
  const message =
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', " +
    'and must not start with a digit'
  const examples = ['my.env-name', 'MY_ENV.NAME', 'MyEnvName1']
  const errors = envVarNameRegExp.test(text) ? [] : [patternError(message, envVarName, examples)]
  return [...errors, ...dotErrors(text)]
}

/** What keeps `text` from being an environment variable's name under the relaxed rule: printable, no `=`. */
export function relaxedEnvVarNameErrors(text: string): string[] {
  if (text === '') return ['environment variable name must be non-empty']
  if (/^[ -<>-~]+$/.test(text)) return []
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
}

function dotErrors(text: string): string[] {
  if (text === '.' || text === '..') return [`must not be '${text}'`]
  return text.startsWith('..') ? ["must not start with '..'"] : []
}

/** What keeps `text` from being the name of an object without a stricter rule: it stands in URL paths. */
export function pathSegmentNameErrors(text: string): string[] {
  if (text === '.' || text === '..') return [`may not be '${text}'`]
  return ['/', '%'].filter((part) => text.includes(part)).map((part) => `may not contain '${part}'`)
}

/** What keeps `text` from being a percentage such as `25%`. */
export function percentErrors(text: string): string[] {
  if (percentRegExp.test(text)) return []
  const message = "a valid percent string must be a numeric string followed by an ending '%'"
  return [patternError(message, percent, ['1%', '93%'])]
}

/** What keeps `text` from being the name of an HTTP header. */
export function httpHeaderNameErrors(text: string): string[] {
  if (httpHeaderNameRegExp.test(text)) return []
  const message = "a valid HTTP header must consist of alphanumeric characters or '-'"
  return [patternError(message, httpHeaderName, ['X-Header-Name'])]
}
