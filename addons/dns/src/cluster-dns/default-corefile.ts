export interface CorefileParts {
  /** Who is asked for names outside. */
  readonly upstreams?: string
  /** Directives to follow `kubernetes`. */
  readonly more?: string
}

/** What kubeadm writes for the domain. */
export function defaultCorefile(domain: string, parts: CorefileParts = {}): string {
  const { upstreams = '/etc/resolv.conf', more = '' } = parts
  return `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes ${domain} in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
${more}    prometheus :9153
    forward . ${upstreams} {
       max_concurrent 1000
    }
    cache 30 {
       disable success ${domain}
       disable denial ${domain}
    }
    loop
    reload
    loadbalance
}
`
}
