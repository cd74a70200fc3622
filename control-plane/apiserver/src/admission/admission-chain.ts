import type { AdmissionAttributes, AdmissionContext, AdmissionPlugin } from './admission-plugin.ts'

/** Does a step of all plugins, and tells how long it took. */
export type MeasureStep = (
  type: 'admit' | 'validate',
  attributes: AdmissionAttributes,
  step: () => Promise<void>,
) => Promise<void>

const unmeasured: MeasureStep = (_type, _attributes, step) => step()

/** The plugins in order, as one. */
export class AdmissionChain {
  readonly #plugins: readonly AdmissionPlugin[]
  readonly #context: AdmissionContext
  readonly #measure: MeasureStep

  constructor(
    plugins: readonly AdmissionPlugin[],
    context: AdmissionContext,
    measure: MeasureStep = unmeasured,
  ) {
    this.#plugins = plugins
    this.#context = context
    this.#measure = measure
  }

  /** Lets every plugin change `attributes.object`; once more where one asks for that. */
  async admit(attributes: AdmissionAttributes): Promise<void> {
    await this.#measure('admit', attributes, async () => {
      if (await this.#admitOnce(attributes)) await this.#admitOnce(attributes)
    })
  }

  async #admitOnce(attributes: AdmissionAttributes): Promise<boolean> {
    let isAgain = false
    for (const plugin of this.#plugins) {
      if (!plugin.admit || !plugin.handles(attributes)) continue
      const admitted = plugin.admit(attributes, this.#context)
      if ((admitted instanceof Promise ? await admitted : admitted) === 'reinvoke') isAgain = true
    }
    return isAgain
  }

  close(): void {
    for (const plugin of this.#plugins) plugin.close?.()
  }

  /** Lets every plugin judge the final object. */
  async validate(attributes: AdmissionAttributes): Promise<void> {
    await this.#measure('validate', attributes, async () => {
      for (const plugin of this.#plugins) {
        if (!plugin.validate || !plugin.handles(attributes)) continue
        const validated = plugin.validate(attributes, this.#context)
        if (validated instanceof Promise) await validated
      }
    })
  }
}
