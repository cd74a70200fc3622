/** A container's configuration cannot be made: `CreateContainerConfigError` until it can. */
export class ConfigError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ConfigError'
  }
}
