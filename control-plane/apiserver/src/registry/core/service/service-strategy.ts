import { type Service, services } from '@knarr/api/core/v1'
import { invalidObject } from '@knarr/machinery'
import { dns1035Name } from '../../meta/name-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { allocateService } from './service-allocation.ts'
import { setServiceDefaults } from './service-defaults.ts'
import { keepAllocated, normalizeClusterIps, setFamilies } from './service-families.ts'
import type { ServiceIpAllocator } from './service-ip-allocator.ts'
import { serviceTable } from './service-table.ts'
import { dropForeignFields } from './service-type-change.ts'
import { validateService, validateServiceStatus, validateServiceUpdate } from './service-validation.ts'

/** Everything of a service but the addresses and ports a server hands out. */
export const serviceStrategy: Strategy<Service> = strategyOf<Service>({
  resource: services,
  bumpsGeneration: null,
  returnsDeletedObject: true,
  allowCreateOnUpdate: true,
  validateName: dns1035Name,
  defaults: setServiceDefaults,
  prepareForCreate: (service) => {
    service.status = { loadBalancer: {} }
    normalizeClusterIps(service)
  },
  prepareForUpdate: (service, old) => {
    dropForeignFields(service, old)
    if (service.spec.type !== 'LoadBalancer') service.status = { ...service.status, loadBalancer: {} }
    normalizeClusterIps(service, old)
    keepAllocated(service, old)
  },
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  validateStatusUpdate: validateServiceStatus,
  warnings: serviceWarnings,
  selectableFields: ({ spec }) => ({ 'spec.clusterIP': spec.clusterIP ?? '', 'spec.type': spec.type ?? '' }),
  table: serviceTable,
})

/**
 * The strategy of a server that hands out addresses and node ports as services are prepared. The server
 * calls `releaseService` when a change or deletion is stored, and `repair` to take back what a write that
 * failed has left behind.
 */
export function serviceStrategyWith(allocator: ServiceIpAllocator): Strategy<Service> {
  return {
    ...serviceStrategy,
    prepareForCreate: (service, context) => {
      serviceStrategy.prepareForCreate?.(service, context)
      allocate(service, undefined, allocator)
    },
    prepareForUpdate: (service, old, context) => {
      serviceStrategy.prepareForUpdate?.(service, old, context)
      allocate(service, old, allocator)
    },
  }
}

/** A service that will be refused anyway gets nothing. */
function allocate(service: Service, old: Service | undefined, allocator: ServiceIpAllocator): void {
  const familyErrors = setFamilies(service, allocator)
  const flaws = old ? serviceStrategy.validateUpdate?.(service, old) : serviceStrategy.validate?.(service)
  if (familyErrors.length === 0 && flaws?.length) return
  const errors = familyErrors.length > 0 ? familyErrors : allocateService(service, old, allocator)
  if (errors.length > 0) throw invalidObject(services, service.metadata.name, errors)
}

function serviceWarnings({ spec }: Service): string[] {
  const warnings: string[] = []
  if (spec.clusterIP === 'None' && spec.loadBalancerIP) {
    warnings.push('spec.loadBalancerIP is ignored for headless services')
  }
  if (spec.clusterIP === 'None' && spec.externalIPs?.length) {
    warnings.push('spec.externalIPs is ignored when spec.clusterIP is "None"')
  }
  if (spec.clusterIP === 'None' && spec.sessionAffinity && spec.sessionAffinity !== 'None') {
    warnings.push('spec.SessionAffinity is ignored for headless services')
  }
  return warnings
}
