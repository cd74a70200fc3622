/** Why a pod's volume cannot be set up: told as `FailedMount`, and tried again. */
export class VolumeError extends Error {
  constructor(volume: string, cause: unknown) {
    const text = cause instanceof Error ? cause.message : String(cause)
    super(`MountVolume.SetUp failed for volume "${volume}" : ${text}`, { cause })
    this.name = 'VolumeError'
  }
}
