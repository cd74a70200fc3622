import { expect, it } from 'vitest'
import { cniConflist, containerdToml } from './containerd-config.ts'

const config = {
  paths: {
    root: '/data/node-1/containerd',
    state: '/run/knarr/node-1',
    socket: '/run/knarr/node-1/containerd.sock',
    cniBinaries: '/usr/lib/cni',
    cniConfig: '/run/knarr/node-1/cni',
    registries: '/data/node-1/containerd/certs.d',
  },
  pauseImage: 'registry.k8s.io/pause:3.10',
  streamAddress: '172.30.0.11',
  podCidr: '10.244.1.0/24',
}

it('renders a configuration that stays inside the node', async () => {
  await expect(containerdToml(config)).toMatchFileSnapshot('testdata/config.toml')
})

it('renders a pod network without address translation', async () => {
  await expect(cniConflist(config)).toMatchFileSnapshot('testdata/10-knarr.conflist')
})
