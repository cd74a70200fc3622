import { type ResourcePoolStatusRequest, resourcePoolStatusRequests } from '@knarr/api/resource/v1alpha3'
import { validateCsiDriverName } from '../../core/pod/volume-validation.ts'
import { immutable, positive } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'

const defaultLimit = 100

export const resourcePoolStatusRequestStrategy: Strategy<ResourcePoolStatusRequest> =
  strategyOf<ResourcePoolStatusRequest>({
    resource: resourcePoolStatusRequests,
    defaults: ({ spec }) => {
      if (spec) spec.limit ??= defaultLimit
    },
    prepareForCreate: (request) => {
      delete request.status
    },
    validate: ({ spec }) => [
      ...validateCsiDriverName(spec?.driver, 'spec.driver'),
      ...positive('spec.limit', spec?.limit),
    ],
    validateUpdate: (request, old) => immutable('spec', request.spec, old.spec),
  })
