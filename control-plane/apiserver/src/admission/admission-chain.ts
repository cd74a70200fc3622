import type { AdmissionAttributes, AdmissionContext, AdmissionPlugin } from './admission-plugin.ts'

/** The plugins in order, as one. */
export class AdmissionChain {
  readonly #plugins: readonly AdmissionPlugin[]
  readonly #context: AdmissionContext

  constructor(plugins: readonly AdmissionPlugin[], context: AdmissionContext) {
    this.#plugins = plugins
    this.#context = context
  }

  /** Lets every plugin change `attributes.object`; once more where one asks for that. */
  async admit(attributes: AdmissionAttributes): Promise<void> {
    if (await this.#admitOnce(attributes)) await this.#admitOnce(attributes)
  }

  async #admitOnce(attributes: AdmissionAttributes): Promise<boolean> {
    let isAgain = false
    for (const plugin of this.#plugins) {
      if (!plugin.admit || !plugin.handles(attributes)) continue
      isAgain = (await plugin.admit(attributes, this.#context)) === 'reinvoke' || isAgain
    }
    return isAgain
  }

  /** Lets every plugin judge the final object. */
  async validate(attributes: AdmissionAttributes): Promise<void> {
    for (const plugin of this.#plugins) {
      if (plugin.validate && plugin.handles(attributes)) await plugin.validate(attributes, this.#context)
    }
  }
}
