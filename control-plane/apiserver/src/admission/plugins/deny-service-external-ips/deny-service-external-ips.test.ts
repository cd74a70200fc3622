import { describe, expect, it } from 'vitest'
import { denyServiceExternalIps } from './deny-service-external-ips.ts'

const service = (...externalIPs: string[]): object => ({ metadata: { name: 'web' }, spec: { externalIPs } })
const resource = { group: '', plural: 'services', kind: 'Service' }

describe('DenyServiceExternalIPs', () => {
  it.each([
    ['without any', service(), undefined, true],
    ['with a new one', service('1.2.3.4'), undefined, false],
    ['that keeps what it has', service('1.2.3.4'), service('1.2.3.4', '1.2.3.5'), true],
    ['that gets another', service('1.2.3.4', '1.2.3.6'), service('1.2.3.4'), false],
  ])('a service %s', (_name, object, old, isAdmitted) => {
    const validate = (): unknown =>
      denyServiceExternalIps.validate?.({ object, old, resource, name: 'web' } as never, {} as never)
    if (isAdmitted) expect(validate).not.toThrow()
    else
      expect(validate).toThrow(
        'services "web" is forbidden: Use of external IPs is denied by admission control',
      )
  })
})
