/** One subcommand; its code is loaded when it runs. */
export interface Command {
  readonly name: string
  readonly summary: string
  /** Resolves with the exit code. */
  run(args: readonly string[]): Promise<number>
}

export const commands: readonly Command[] = [
  {
    name: 'up',
    summary: 'starts a cluster in the foreground: control plane and nodes in one process',
    run: async (args) => (await import('./up/up.ts')).up(args),
  },
  {
    name: 'apiserver',
    summary: 'runs the API server alone',
    run: async (args) => (await import('./apiserver/apiserver.ts')).apiserver(args),
  },
  {
    name: 'reset',
    summary: 'ends every container and node of a data directory and removes its state',
    run: async (args) => (await import('./reset/reset.ts')).reset(args),
  },
  {
    name: 'history',
    summary: 'shows every change of an object that the cluster remembers',
    run: async (args) => (await import('./history/history.ts')).history(args),
  },
  {
    name: 'diff',
    summary: 'shows what changed in the cluster between two revisions',
    run: async (args) => (await import('./history/diff.ts')).diff(args),
  },
  {
    name: 'snapshot',
    summary: 'saves every object of a cluster to a file, and makes a store of such a file',
    run: async (args) => (await import('./snapshot/snapshot.ts')).snapshot(args),
  },
  {
    name: 'crd',
    summary:
      'judges definitions of custom resources in files: errors, costs of rules, what breaks between two',
    run: async (args) => (await import('./crd/crd.ts')).crd(args),
  },
  {
    name: 'types',
    summary: 'makes TypeScript types of what a cluster serves, its custom resources first of all',
    run: async (args) => (await import('./types/types.ts')).types(args),
  },
  {
    name: 'store',
    summary: 'copies the objects of one store to another',
    run: async (args) => (await import('./store/store.ts')).store(args),
  },
  {
    name: 'dns',
    summary: 'serves DNS from a Corefile, without a cluster',
    run: async (args) => (await import('./dns/dns.ts')).dns(args),
  },
  {
    name: 'proxy',
    summary: 'routes the services of any cluster on this machine, as kube-proxy does',
    run: async (args) => (await import('./proxy/proxy.ts')).proxy(args),
  },
  {
    name: 'version',
    summary: 'prints the version of Knarr and of the Kubernetes API it serves',
    run: async () => (await import('./version/version.ts')).version(),
  },
]
