const safe: readonly (readonly [name: string, sinceMinor: number])[] = [
  ['kernel.shm_rmid_forced', 0],
  ['net.ipv4.ip_local_port_range', 0],
  ['net.ipv4.ip_unprivileged_port_start', 0],
  ['net.ipv4.ping_group_range', 0],
  ['net.ipv4.tcp_syncookies', 0],
  ['net.ipv4.ip_local_reserved_ports', 27],
  ['net.ipv4.tcp_fin_timeout', 29],
  ['net.ipv4.tcp_keepalive_intvl', 29],
  ['net.ipv4.tcp_keepalive_probes', 29],
  ['net.ipv4.tcp_keepalive_time', 29],
  ['net.ipv4.tcp_rmem', 32],
  ['net.ipv4.tcp_wmem', 32],
]

/** The names among `sysctls` that a pod may not set under a standard of that version. */
export function unsafeSysctls(sysctls: readonly { readonly name: string }[], minor: number): string[] {
  return sysctls
    .map(({ name }) => name)
    .filter((name) => !safe.some(([known, since]) => known === name && since <= minor))
    .sort()
}
