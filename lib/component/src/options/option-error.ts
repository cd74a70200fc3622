/** A flag or a config entry that cannot be used; the message is one sentence for the user. */
export class OptionError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'OptionError'
  }
}
