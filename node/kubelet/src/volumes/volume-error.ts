/** Why a pod's volumes cannot be set up: told as an event of this reason, and tried again. */
export class VolumeError extends Error {
  readonly reason: 'FailedMount' | 'FailedMapVolume'

  /** `step` is what failed, in upstream's words. */
  constructor(volume: string, cause: unknown, step = 'MountVolume.SetUp failed') {
    super(`${step} for volume "${volume}" : ${textOf(cause)}`, { cause })
    this.name = 'VolumeError'
    this.reason = step.startsWith('MapVolume') ? 'FailedMapVolume' : 'FailedMount'
  }
}

/** Why it is not even known what some of a pod's volumes are. */
export class UnknownVolumesError extends AggregateError {
  constructor(causes: ReadonlyMap<string, unknown>) {
    const names = [...causes.keys()].toSorted().join(' ')
    const texts = [...causes.values()].map(textOf).join('; ')
    super(
      causes.values(),
      `Unable to attach or mount volumes: unmounted volumes=[${names}], unattached volumes=[], failed to process volumes=[${names}]: ${texts}`,
    )
    this.name = 'UnknownVolumesError'
  }
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
