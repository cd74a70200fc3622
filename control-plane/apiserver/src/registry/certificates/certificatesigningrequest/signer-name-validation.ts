import { dns1123SubdomainErrors, type FieldError, invalid, required } from '@knarr/machinery'
import { invalidFor } from '../../meta/field-check.ts'

/** `example.com/path`: a domain and a path that names the signer in it. */
export function validateSignerName(field: string, name: string | undefined): FieldError[] {
  if (!name) return [required(field)]
  const [domain = '', path, ...rest] = name.split('/')
  if (path === undefined || path === '' || rest.length > 0) {
    return [
      invalid(field, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'"),
    ]
  }
  const errors = invalidFor(field, domain, dns1123SubdomainErrors(domain))
  if (!domain.includes('.'))
    errors.push(invalid(field, domain, 'should be a domain with at least two segments separated by dots'))
  const isValidPath = path.split('.').every((part) => /^[a-z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])?$/i.test(part))
  if (!isValidPath) errors.push(...invalidFor(field, path, dns1123SubdomainErrors(path)))
  return errors
}
