/** A parameter of a path or a query, without where it stands. */
export interface Parameter {
  readonly name: string
  readonly type: 'string' | 'boolean' | 'integer'
  readonly description: string
}

const parameters: readonly Parameter[] = [
  { name: 'name', type: 'string', description: 'name of the object' },
  { name: 'namespace', type: 'string', description: 'name of the namespace the object is in' },
  { name: 'path', type: 'string', description: 'the part of the URL that is passed on' },
  { name: 'allowWatchBookmarks', type: 'boolean', description: 'whether the watch may send BOOKMARK events' },
  { name: 'continue', type: 'string', description: 'the token of the previous page' },
  { name: 'dryRun', type: 'string', description: 'All runs every stage of the request but stores nothing' },
  {
    name: 'fieldManager',
    type: 'string',
    description: 'the name of who makes the change, at most 128 characters',
  },
  { name: 'fieldSelector', type: 'string', description: 'restricts the objects by their fields' },
  {
    name: 'fieldValidation',
    type: 'string',
    description: 'Ignore, Warn or Strict: what is done about unknown and duplicate fields',
  },
  { name: 'force', type: 'boolean', description: 'whether an apply takes over fields that others manage' },
  {
    name: 'gracePeriodSeconds',
    type: 'integer',
    description: 'seconds before the object is deleted; 0 deletes at once',
  },
  {
    name: 'ignoreStoreReadErrorWithClusterBreakingPotential',
    type: 'boolean',
    description: 'whether an object that cannot be read is deleted all the same',
  },
  { name: 'labelSelector', type: 'string', description: 'restricts the objects by their labels' },
  { name: 'limit', type: 'integer', description: 'the greatest number of objects in one page' },
  { name: 'orphanDependents', type: 'boolean', description: 'deprecated: use propagationPolicy' },
  { name: 'pretty', type: 'string', description: 'whether the answer is indented' },
  {
    name: 'propagationPolicy',
    type: 'string',
    description: 'Orphan, Background or Foreground: what becomes of dependent objects',
  },
  { name: 'resourceVersion', type: 'string', description: 'the revision to read from' },
  {
    name: 'resourceVersionMatch',
    type: 'string',
    description: 'how resourceVersion is applied: Exact or NotOlderThan',
  },
  {
    name: 'sendInitialEvents',
    type: 'boolean',
    description: 'whether a watch starts with the present objects',
  },
  { name: 'timeoutSeconds', type: 'integer', description: 'how long a list or watch may take' },
  { name: 'watch', type: 'boolean', description: 'whether changes are sent instead of a list' },
  { name: 'command', type: 'string', description: 'the command to execute, not run in a shell' },
  { name: 'container', type: 'string', description: 'the container, if the pod has several' },
  { name: 'stdin', type: 'boolean', description: 'whether standard input is passed on' },
  { name: 'stdout', type: 'boolean', description: 'whether standard output is passed on' },
  { name: 'stderr', type: 'boolean', description: 'whether standard error is passed on' },
  { name: 'tty', type: 'boolean', description: 'whether a terminal is allocated' },
  { name: 'ports', type: 'integer', description: 'the ports to forward' },
  { name: 'follow', type: 'boolean', description: 'whether the log is followed as it grows' },
  { name: 'previous', type: 'boolean', description: 'whether the log of the container before is meant' },
  { name: 'sinceSeconds', type: 'integer', description: 'how old the oldest line may be' },
  { name: 'tailLines', type: 'integer', description: 'how many lines from the end are shown' },
  { name: 'timestamps', type: 'boolean', description: 'whether each line begins with its time' },
  { name: 'limitBytes', type: 'integer', description: 'how many bytes are sent at most' },
  {
    name: 'insecureSkipTLSVerifyBackend',
    type: 'boolean',
    description: "whether the kubelet's certificate goes unchecked",
  },
  { name: 'stream', type: 'string', description: 'All, Stdout or Stderr' },
]

const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]))

export function parameterOf(name: string): Parameter {
  const known = byName.get(name)
  if (!known) throw new Error(`no parameter ${name}`)
  return known
}

const listing = [
  'allowWatchBookmarks',
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
  'watch',
]
const deleting = [
  'dryRun',
  'gracePeriodSeconds',
  'ignoreStoreReadErrorWithClusterBreakingPotential',
  'orphanDependents',
  'propagationPolicy',
]
const writing = ['dryRun', 'fieldManager', 'fieldValidation']

/** The query parameters of an action, as upstream has them; `pretty` goes with each. */
export const queryOf: Readonly<Record<string, readonly string[]>> = {
  get: ['pretty'],
  list: ['pretty', ...listing],
  post: ['pretty', ...writing],
  put: ['pretty', ...writing],
  patch: ['pretty', ...writing, 'force'],
  delete: ['pretty', ...deleting],
  deletecollection: [
    'pretty',
    ...deleting,
    ...listing.filter((name) => !['allowWatchBookmarks', 'watch'].includes(name)),
  ],
}

/** The query parameters of subresources that are more than a body. */
export const subresourceQueryOf: Readonly<Record<string, readonly string[]>> = {
  exec: ['command', 'container', 'stderr', 'stdin', 'stdout', 'tty'],
  attach: ['container', 'stderr', 'stdin', 'stdout', 'tty'],
  portforward: ['ports'],
  proxy: ['path'],
  log: [
    'container',
    'follow',
    'insecureSkipTLSVerifyBackend',
    'limitBytes',
    'pretty',
    'previous',
    'sinceSeconds',
    'stream',
    'tailLines',
    'timestamps',
  ],
}
