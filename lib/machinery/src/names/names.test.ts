import { describe, expect, it } from 'vitest'
import { ipErrors } from './ips.ts'
import {
  configMapKeyErrors,
  dns1035LabelErrors,
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  envVarNameErrors,
  httpHeaderNameErrors,
  labelValueErrors,
  pathSegmentNameErrors,
  percentErrors,
  qualifiedNameErrors,
  relaxedEnvVarNameErrors,
  wildcardDns1123SubdomainErrors,
} from './names.ts'
import { portNameErrors, portNumberErrors } from './ports.ts'

const long = 'a'.repeat(64)

describe('the names Kubernetes accepts', () => {
  it.each([
    [dns1123LabelErrors, ['a', '0-9', 'a'.repeat(63)]],
    [dns1123SubdomainErrors, ['a.b', `${long}.${long}`]],
    [dns1035LabelErrors, ['a-1']],
    [qualifiedNameErrors, ['a', 'A.b_c-d', 'example.com/Name', `${long}.x/a`]],
    [labelValueErrors, ['', 'A', 'a_b.c-d']],
    [configMapKeyErrors, ['.a', 'a..b', 'KEY']],
    [envVarNameErrors, ['A', '_a', 'a.b-c']],
    [relaxedEnvVarNameErrors, ['0 !', 'a:b']],
    [portNameErrors, ['http', 'a1', '1-a']],
    [ipErrors, ['10.0.0.1', '::1']],
    [pathSegmentNameErrors, ['a:b', '...']],
    [percentErrors, ['0%', '150%']],
    [httpHeaderNameErrors, ['X-A-1']],
    [wildcardDns1123SubdomainErrors, ['*.a.b']],
  ])('%o accepts %j', (errorsOf: (text: string) => string[], texts: string[]) => {
    for (const text of texts) expect(errorsOf(text)).toEqual([])
  })
})

describe('the names Kubernetes refuses', () => {
  it.each([
    [
      dns1123LabelErrors,
      'A',
      [
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end " +
          "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is " +
          "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
      ],
    ],
    [dns1123LabelErrors, 'a.b', ['must not contain dots']],
    [dns1123LabelErrors, long, ['must be no more than 63 characters']],
    [dns1123SubdomainErrors, 'a'.repeat(254), ['must be no more than 253 characters']],
    [
      dns1123SubdomainErrors,
      'a..b',
      [
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start " +
          "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
          "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ],
    ],
    [
      dns1035LabelErrors,
      '1a',
      [
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, " +
          "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is " +
          "'[a-z]([-a-z0-9]*[a-z0-9])?')",
      ],
    ],
    [
      portNameErrors,
      'web--server-port',
      ['must be no more than 15 characters', 'must not contain consecutive hyphens'],
    ],
    [portNameErrors, '80', ['must contain at least one letter (a-z)']],
    [
      portNameErrors,
      '-A',
      [
        'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'must contain at least one letter (a-z)',
        'must not begin or end with a hyphen',
      ],
    ],
    [ipErrors, '010.0.0.1', ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
    [pathSegmentNameErrors, '..', ["may not be '..'"]],
    [pathSegmentNameErrors, 'a/b%', ["may not contain '/'", "may not contain '%'"]],
    [httpHeaderNameErrors, 'a b', [expect.stringContaining("(e.g. 'X-Header-Name', regex")]],
    [wildcardDns1123SubdomainErrors, '*.*.a', [expect.stringContaining("must start with '*.'")]],
    [configMapKeyErrors, '../a', [expect.stringContaining('config key'), "must not start with '..'"]],
    [configMapKeyErrors, '..', ["must not be '..'"]],
    [configMapKeyErrors, '..a', ["must not start with '..'"]],
    [relaxedEnvVarNameErrors, 'a=b', [expect.stringContaining("printable ASCII characters other than '='")]],
    [
      envVarNameErrors,
      '1a',
      [expect.stringMatching(/must not start with a digit \(e\.g\. 'my\.env-name', {2}or/)],
    ],
    [labelValueErrors, '-', [expect.stringMatching(/^a valid label must be an empty string or consist of/)]],
    [percentErrors, '5', [expect.stringContaining("ending '%' (e.g. '1%',  or '93%', regex")]],
  ])('%o refuses %j', (errorsOf: (text: string) => string[], text: string, errors: unknown[]) => {
    expect(errorsOf(text)).toEqual(errors)
  })

  it.each([
    ['/a', 'prefix part must be non-empty'],
    ['A/a', 'prefix part a lowercase RFC 1123 subdomain must consist'],
    ['a/', 'name part must be non-empty'],
    ['a/b/c', "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"],
    [long, 'name part must be no more than 63 characters'],
  ])('no key may be %j', (text, part) => {
    expect(qualifiedNameErrors(text).join('; ')).toContain(part)
  })

  it('counts bytes, not characters', () => {
    expect(labelValueErrors('ü'.repeat(32))).toContain('must be no more than 63 characters')
  })

  it.each([0, 65536, 1.5, Number.NaN])('no port has the number %s', (port) => {
    expect(portNumberErrors(port)).toEqual(['must be between 1 and 65535, inclusive'])
    expect(portNumberErrors(65535)).toEqual([])
  })
})
