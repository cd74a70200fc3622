import type {
  DeviceRequest,
  DeviceSubRequest,
  ExactDeviceRequest,
  ResourceClaimSpec,
} from '@knarr/api/resource/v1'

export function setClaimDefaults(spec: ResourceClaimSpec | undefined): void {
  for (const request of spec?.devices?.requests ?? []) setRequestDefaults(request)
}

function setRequestDefaults({ exactly, firstAvailable }: DeviceRequest): void {
  if (exactly) setAllocationDefaults(exactly)
  for (const request of firstAvailable ?? []) setAllocationDefaults(request)
}

/** One device per request unless it says otherwise. */
function setAllocationDefaults(request: ExactDeviceRequest | DeviceSubRequest): void {
  request.allocationMode ||= 'ExactCount'
  if (request.allocationMode === 'ExactCount') request.count ||= 1
  for (const toleration of request.tolerations ?? []) toleration.operator ||= 'Equal'
}
