import type { FlowSchema, PriorityLevelConfiguration } from '@knarr/api/flowcontrol/v1'
import type { Clock } from '@knarr/machinery'
import { allotSeats } from './allot-seats.ts'
import { bootstrapFlowSchemas, bootstrapPriorityLevels, mandatoryNames } from './bootstrap-configuration.ts'
import { matchesFlowSchema, type RequestDigest } from './matches-flow-schema.ts'
import { PriorityLevel, seatsOf, sharesOf } from './priority-level.ts'

const minAdjustPeriodMs = 100

/** A flow schema at work: what it matches goes to its level. */
export interface FlowTarget {
  readonly schema: FlowSchema
  readonly level: PriorityLevel
}

export interface FlowControllerOptions {
  readonly clock: Clock
  /** All there are to share. */
  readonly seats: number
}

/** Which priority level a request belongs to, by the flow schemas there are. */
export class FlowController {
  readonly #options: FlowControllerOptions
  readonly #levels = new Map<string, PriorityLevel>()
  #targets: readonly FlowTarget[] = []
  #adjustedMs = Number.NEGATIVE_INFINITY

  /** Begins with what upstream suggests, until {@link configure} tells what there is. */
  constructor(options: FlowControllerOptions) {
    this.#options = options
    this.configure(bootstrapFlowSchemas, bootstrapPriorityLevels)
  }

  get levels(): Iterable<PriorityLevel> {
    return this.#levels.values()
  }

  get targets(): readonly FlowTarget[] {
    return this.#targets
  }

  /** Takes over other objects; the mandatory ones are there even where they are not given. */
  configure(schemas: readonly FlowSchema[], levels: readonly PriorityLevelConfiguration[]): void {
    this.#configureLevels(withMandatory(levels, bootstrapPriorityLevels))
    const known = new Map(this.#targets.map((target) => [target.schema, target]))
    this.#targets = withMandatory(schemas, bootstrapFlowSchemas)
      .sort(byPrecedence)
      .flatMap((schema) => {
        const level = this.#levels.get(schema.spec.priorityLevelConfiguration.name)
        if (!level) return []
        const before = known.get(schema)
        return [before?.level === level ? before : { schema, level }]
      })
  }

  /** Never without an answer: the schema `catch-all` matches everyone. */
  classify(digest: RequestDigest): FlowTarget {
    for (const target of this.#targets) if (matchesFlowSchema(target.schema, digest)) return target
    return this.#targets.at(-1) as FlowTarget
  }

  /**
   * Lets levels that are short of seats borrow from those that are not, and these have them back. Called when somebody
   * finds no seat, where upstream does it every ten seconds whether somebody does or not.
   */
  adjust(): void {
    const now = this.#options.clock.now()
    const elapsedMs = now - this.#adjustedMs
    if (elapsedMs < minAdjustPeriodMs) return
    this.#adjustedMs = now
    const claims = [...this.levels].flatMap((level) => {
      const claim = level.claim(elapsedMs)
      return claim ? [{ level, claim }] : []
    })
    const seats = allotSeats(
      this.#options.seats,
      claims.map(({ claim }) => claim),
    )
    for (const [index, { level }] of claims.entries()) level.lend(seats[index] ?? 0)
  }

  #configureLevels(levels: readonly PriorityLevelConfiguration[]): void {
    const { clock, seats: total } = this.#options
    const shares = levels.reduce((sum, { spec }) => sum + sharesOf(spec), 0)
    const names = new Set(levels.map(({ metadata }) => metadata.name))
    // What waits in a level that is gone still finds its seats there.
    for (const name of this.#levels.keys()) if (!names.has(name)) this.#levels.delete(name)
    for (const configuration of levels) {
      const seats = seatsOf(configuration, { total, shares })
      const level = this.#levels.get(configuration.metadata.name)
      if (level) level.configure(configuration, seats)
      else this.#levels.set(configuration.metadata.name, new PriorityLevel(configuration, { clock, seats }))
    }
  }
}

function withMandatory<T extends { metadata: { name: string } }>(
  objects: readonly T[],
  bootstrap: readonly T[],
): T[] {
  const names = new Set(objects.map(({ metadata }) => metadata.name))
  const missing = bootstrap.filter(({ metadata: { name } }) => mandatoryNames.has(name) && !names.has(name))
  return [...objects, ...missing]
}

function byPrecedence(a: FlowSchema, b: FlowSchema): number {
  const difference = (a.spec.matchingPrecedence ?? 0) - (b.spec.matchingPrecedence ?? 0)
  if (difference !== 0) return difference
  return a.metadata.name < b.metadata.name ? -1 : 1
}

/** What makes requests of one schema different flows: who asks, or about which namespace. */
export function flowOf({ schema }: FlowTarget, { user, info }: RequestDigest): string {
  const method = schema.spec.distinguisherMethod?.type
  const distinguisher = method === 'ByUser' ? user.name : method === 'ByNamespace' ? info.namespace : ''
  return `${schema.metadata.name}/${distinguisher}`
}
