/** Chains of the proxy's own to which every service adds rules. */
export type SharedChain =
  | 'nat KUBE-SERVICES'
  | 'nat KUBE-NODEPORTS'
  | 'filter KUBE-SERVICES'
  | 'filter KUBE-EXTERNAL-SERVICES'
  | 'filter KUBE-NODEPORTS'
  | 'filter KUBE-PROXY-FIREWALL'

/** What one service adds to the tables. */
export interface IptablesFragment {
  /** Its own chains of the table nat, with their rules. */
  readonly chains: ReadonlyMap<string, readonly string[]>
  /** Its rules in chains that services share. */
  readonly shared: readonly (readonly [chain: SharedChain, rule: string])[]
}
