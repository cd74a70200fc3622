/** An element of a named set or map. */
export interface NftElement {
  readonly container: string
  readonly key: string
  readonly comment?: string
  /** Of a verdict map's element. */
  readonly verdict?: string
}

/** What one service adds to the table. */
export interface NftFragment {
  /** Names of sets with their definitions. */
  readonly sets: ReadonlyMap<string, string>
  /** Names of chains with their rules. */
  readonly chains: ReadonlyMap<string, readonly string[]>
  readonly elements: readonly NftElement[]
}

export const emptyFragment: NftFragment = { sets: new Map(), chains: new Map(), elements: [] }

export function elementText({ key, comment, verdict }: NftElement): string {
  return `{ ${key}${comment ? ` comment "${comment}"` : ''}${verdict ? ` : ${verdict}` : ''} }`
}
