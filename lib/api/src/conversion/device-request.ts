import type { KubeObject } from '@knarr/machinery'

type Members = Readonly<Record<string, unknown>>
interface DeviceClaimSpec extends Members {
  readonly devices?: { readonly requests?: readonly Members[] }
}

/** What v1beta1 has in the request itself and v1 has in `exactly`. */
const exactFields: readonly string[] = [
  'deviceClassName',
  'selectors',
  'allocationMode',
  'count',
  'adminAccess',
  'tolerations',
  'capacity',
]

function requestFromV1beta1(request: Members): Members {
  const own = Object.entries(request)
  const exactly = own.filter(([name]) => exactFields.includes(name))
  const rest = Object.fromEntries(own.filter(([name]) => !exactFields.includes(name)))
  return exactly.length > 0 ? { ...rest, exactly: Object.fromEntries(exactly) } : rest
}

function requestToV1beta1({ exactly, ...rest }: Members): Members {
  return { ...rest, ...(exactly as Members | undefined) }
}

function withRequests(spec: DeviceClaimSpec, change: (request: Members) => Members): DeviceClaimSpec {
  if (!spec.devices?.requests) return spec
  return { ...spec, devices: { ...spec.devices, requests: spec.devices.requests.map(change) } }
}

type Change = (request: Members) => Members

function claimWith(claim: KubeObject, change: Change): KubeObject {
  const { spec } = claim as KubeObject & { spec?: DeviceClaimSpec }
  return spec ? ({ ...claim, spec: withRequests(spec, change) } as KubeObject) : claim
}

function templateWith(template: KubeObject, change: Change): KubeObject {
  const { spec } = template as KubeObject & { spec?: { spec?: DeviceClaimSpec } }
  return spec?.spec
    ? ({ ...template, spec: { ...spec, spec: withRequests(spec.spec, change) } } as KubeObject)
    : template
}

export const claimFromV1beta1 = (claim: KubeObject): KubeObject => claimWith(claim, requestFromV1beta1)
export const claimToV1beta1 = (claim: KubeObject): KubeObject => claimWith(claim, requestToV1beta1)
export const claimTemplateFromV1beta1 = (template: KubeObject): KubeObject =>
  templateWith(template, requestFromV1beta1)
export const claimTemplateToV1beta1 = (template: KubeObject): KubeObject =>
  templateWith(template, requestToV1beta1)
