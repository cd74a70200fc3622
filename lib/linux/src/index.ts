export type { CgroupLimits, CgroupUsage } from './cgroups.ts'
export { Cgroups, cpuWeight } from './cgroups.ts'
export type { Cidr } from './cidr.ts'
export {
  addressAt,
  addressText,
  cidrText,
  overlaps,
  parseAddress,
  parseCidr,
  sizeOf,
  subnetAt,
} from './cidr.ts'
export type { ClusterNetwork } from './cluster-network.ts'
export { chooseClusterNetwork, clusterIdOf, loadBalancerCidrOf } from './cluster-network.ts'
export type { HostAbilities, HostFacts } from './detect-host.ts'
export { detectHost, judgeHost } from './detect-host.ts'
export type { Machine } from './elf/elf-image.ts'
export { pauseExecutable } from './elf/pause-executable.ts'
export {
  copyLoop,
  daemonize,
  enterNamespace,
  kernel,
  moveTo,
  openAs,
  pidOf,
  raiseLoopback,
  reportPid,
  sleepForever,
  writeFile,
} from './elf/process-steps.ts'
export type { CallOptions, Label, Result, Value } from './elf/syscall-program.ts'
export { SyscallProgram } from './elf/syscall-program.ts'
export type { ProgramRun, Report } from './elf/syscall-runner.ts'
export { SyscallError, SyscallRunner } from './elf/syscall-runner.ts'
export { holdProcess } from './hold-process.ts'
export type { HelloImageOptions } from './images/hello-image.ts'
export { helloImage } from './images/hello-image.ts'
export { writeImageArchive } from './images/image-archive.ts'
export type { ImageFile, LocalImage } from './images/local-image.ts'
export { imageConfig } from './images/local-image.ts'
export { pauseImage } from './images/pause-image.ts'
export type { IpBatch } from './ip-batch.ts'
export { runIpBatches } from './ip-batch.ts'
export { readJsonFile, removeFile, writeJsonFile } from './json-file.ts'
export type { Listen, ListenAddress } from './listen-in-node.ts'
export { listenHere, listenInNode } from './listen-in-node.ts'
export type { ListenUntilOptions } from './listen-until.ts'
export { endServer, listenAt, listenUntil } from './listen-until.ts'
export type { MountEntry } from './mount-table.ts'
export { mountsOf, parseMountInfo } from './mount-table.ts'
export type { NodeNamespaces, NodeNamespacesOptions } from './node-namespaces.ts'
export { initCgroup, openNodeNamespaces } from './node-namespaces.ts'
export type { EgressNetwork } from './pod-egress.ts'
export { openEgress } from './pod-egress.ts'
export type { ProcessIdentity } from './process-identity.ts'
export { childrenOf, isAlive, killAndWait, processIdentity, signalProcess } from './process-identity.ts'
export type { CommandOptions, RunCommand } from './run-command.ts'
export { CommandError, runCommand } from './run-command.ts'
