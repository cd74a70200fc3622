import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  type FieldError,
  invalid,
  required,
  tooLong,
} from '@knarr/machinery'

const maxDomainLength = 253
const maxLength = maxDomainLength + 1 + 253 + 63 + 1

/** `example.com/path`: a domain and a path that names the signer in it. Upstream's `ValidateSignerName`. */
export function validateSignerName(field: string, name: string | undefined): FieldError[] {
  if (!name) return [required(field)]
  const [domain = '', path, ...rest] = name.split('/')
  if (path === undefined || rest.length > 0) {
    return [
      invalid(field, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'"),
    ]
  }
  const errors = domain.length > maxDomainLength ? [tooLong(field, maxDomainLength)] : []
  errors.push(...labelErrors(field, domain, dns1123LabelErrors))
  if (!domain.includes('.'))
    errors.push(invalid(field, domain, 'should be a domain with at least two segments separated by dots'))
  errors.push(...labelErrors(field, path, dns1123SubdomainErrors))
  return name.length > maxLength ? [...errors, tooLong(field, maxLength)] : errors
}

/** Those of the first label that has any. */
function labelErrors(field: string, text: string, errorsOf: (label: string) => string[]): FieldError[] {
  for (const label of text.split('.')) {
    const errors = errorsOf(label)
    if (errors.length === 0) continue
    return errors.map((error) => invalid(field, text, `validating label ${JSON.stringify(label)}: ${error}`))
  }
  return []
}
