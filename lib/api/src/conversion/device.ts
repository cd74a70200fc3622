import type { KubeObject } from '@knarr/machinery'

type Members = Readonly<Record<string, unknown>>

/** v1beta1 keeps all but a device's name in `basic`. */
function deviceFromV1beta1({ basic, ...rest }: Members): Members {
  return { ...rest, ...(basic as Members | undefined) }
}

function deviceToV1beta1({ name, ...basic }: Members): Members {
  return { name, basic }
}

function sliceWith(slice: KubeObject, change: (device: Members) => Members): KubeObject {
  const { spec } = slice as KubeObject & { spec?: { devices?: readonly Members[] } }
  return spec?.devices
    ? ({ ...slice, spec: { ...spec, devices: spec.devices.map(change) } } as KubeObject)
    : slice
}

export const sliceFromV1beta1 = (slice: KubeObject): KubeObject => sliceWith(slice, deviceFromV1beta1)
export const sliceToV1beta1 = (slice: KubeObject): KubeObject => sliceWith(slice, deviceToV1beta1)
