/** Linux's capabilities; the index of a name is its number. */
const names = [
  'CHOWN',
  'DAC_OVERRIDE',
  'DAC_READ_SEARCH',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'LINUX_IMMUTABLE',
  'NET_BIND_SERVICE',
  'NET_BROADCAST',
  'NET_ADMIN',
  'NET_RAW',
  'IPC_LOCK',
  'IPC_OWNER',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_CHROOT',
  'SYS_PTRACE',
  'SYS_PACCT',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_NICE',
  'SYS_RESOURCE',
  'SYS_TIME',
  'SYS_TTY_CONFIG',
  'MKNOD',
  'LEASE',
  'AUDIT_WRITE',
  'AUDIT_CONTROL',
  'SETFCAP',
  'MAC_OVERRIDE',
  'MAC_ADMIN',
  'SYSLOG',
  'WAKE_ALARM',
  'BLOCK_SUSPEND',
  'AUDIT_READ',
  'PERFMON',
  'BPF',
  'CHECKPOINT_RESTORE',
]

/** What a container gets that asks for nothing, as containerd has it. */
const defaults = [
  'CHOWN',
  'DAC_OVERRIDE',
  'FSETID',
  'FOWNER',
  'MKNOD',
  'NET_RAW',
  'SETGID',
  'SETUID',
  'SETFCAP',
  'SETPCAP',
  'NET_BIND_SERVICE',
  'SYS_CHROOT',
  'KILL',
  'AUDIT_WRITE',
]

export interface CapabilityRequest {
  readonly privileged: boolean
  readonly addCapabilities: readonly string[]
  readonly dropCapabilities: readonly string[]
}

/** The numbers of the capabilities a container keeps: privileged all; else the default ones, `ALL` and names. */
export function capabilitiesOf({
  privileged,
  addCapabilities,
  dropCapabilities,
}: CapabilityRequest): Set<number> {
  const all = names.map((_, number) => number)
  if (privileged) return new Set(all)
  const isAll = (list: readonly string[]): boolean => list.some((name) => name.toUpperCase() === 'ALL')
  const kept = new Set(
    isAll(addCapabilities) ? all : isAll(dropCapabilities) ? [] : defaults.map(capabilityNumber),
  )
  for (const name of dropCapabilities) kept.delete(capabilityNumber(name))
  for (const name of addCapabilities) if (name.toUpperCase() !== 'ALL') kept.add(capabilityNumber(name))
  kept.delete(-1)
  return kept
}

/** The capabilities there are, by number. */
export const capabilityCount: number = names.length

/** The number of a capability, with or without `CAP_`; -1 when there is none. */
export function capabilityNumber(name: string): number {
  return names.indexOf(name.toUpperCase().replace(/^CAP_/, ''))
}
