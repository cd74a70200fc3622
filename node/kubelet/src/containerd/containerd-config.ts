/** Where one node's containerd keeps and finds things. */
export interface ContainerdPaths {
  /** Images and snapshots: survives restarts. */
  readonly root: string
  /** Sockets, shims' state: gone with the node. */
  readonly state: string
  readonly socket: string
  readonly cniBinaries: string
  readonly cniConfig: string
  readonly registries: string
}

export interface ContainerdConfig {
  readonly paths: ContainerdPaths
  readonly pauseImage: string
  /** Where exec, attach and port-forward are served: an address of the node that the kubelet reaches. */
  readonly streamAddress: string
  readonly podCidr: string
}

/**
 * `config.toml` for a containerd of our own. The oom score is never lowered below what the node may
 * (without CAP_SYS_RESOURCE runc could start nothing), and network namespaces stay in the node's folder.
 */
export function containerdToml({ paths, pauseImage, streamAddress }: ContainerdConfig): string {
  const text = JSON.stringify
  return `version = 2
root = ${text(paths.root)}
state = ${text(paths.state)}

[grpc]
  address = ${text(paths.socket)}

[plugins."io.containerd.internal.v1.opt"]
  path = ${text(`${paths.root}/opt`)}

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = ${text(pauseImage)}
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  disable_hugetlb_controller = true
  tolerate_missing_hugetlb_controller = true
  enable_unprivileged_ports = true
  enable_unprivileged_icmp = true
  stats_collect_period = 10
  stream_server_address = ${text(streamAddress)}
  stream_server_port = "0"

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = ${text(paths.cniBinaries)}
    conf_dir = ${text(paths.cniConfig)}

  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = ${text(paths.registries)}

  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
`
}

/** Point-to-point links and addresses from the node's range; no address translation between pods. */
export function cniConflist({ paths, podCidr }: ContainerdConfig): string {
  const ipam = {
    type: 'host-local',
    dataDir: `${paths.state}/ipam`,
    ranges: [[{ subnet: podCidr }]],
    routes: [{ dst: '0.0.0.0/0' }],
  }
  const plugins = [
    { type: 'ptp', ipMasq: false, ipam },
    { type: 'portmap', capabilities: { portMappings: true }, snat: true },
  ]
  return `${JSON.stringify({ cniVersion: '1.0.0', name: 'knarr', plugins }, undefined, 2)}\n`
}
