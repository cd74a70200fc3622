import type {
  FlowSchema,
  PolicyRulesWithSubjects,
  PriorityLevelConfiguration,
  ResourcePolicyRule,
  Subject,
} from '@knarr/api/flowcontrol/v1'

const apiVersion = 'flowcontrol.apiserver.k8s.io/v1'
/** While `true`, an object's spec follows what the server suggests. */
export const autoupdateKey = 'apf.kubernetes.io/autoupdate-spec'

function level(name: string, spec: PriorityLevelConfiguration['spec']): PriorityLevelConfiguration {
  return { apiVersion, kind: 'PriorityLevelConfiguration', metadata: metadataOf(name), spec }
}

function metadataOf(name: string): FlowSchema['metadata'] {
  return { name, annotations: { [autoupdateKey]: 'true' } } as unknown as FlowSchema['metadata']
}

interface Limits {
  readonly shares: number
  readonly lendablePercent: number
  readonly queues: number
  readonly handSize: number
}

function limited(
  name: string,
  { shares, lendablePercent, queues, handSize }: Limits,
): PriorityLevelConfiguration {
  const queuing = { queues, handSize, queueLengthLimit: 50 }
  const limitResponse = { type: 'Queue', queuing }
  return level(name, {
    type: 'Limited',
    limited: { nominalConcurrencyShares: shares, lendablePercent, limitResponse },
  })
}

/** Upstream's priority levels: the first two are mandatory, the others suggested. */
export const bootstrapPriorityLevels: readonly PriorityLevelConfiguration[] = [
  level('exempt', { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } }),
  level('catch-all', {
    type: 'Limited',
    limited: { nominalConcurrencyShares: 5, lendablePercent: 0, limitResponse: { type: 'Reject' } },
  }),
  limited('system', { shares: 30, lendablePercent: 33, queues: 64, handSize: 6 }),
  limited('node-high', { shares: 40, lendablePercent: 25, queues: 64, handSize: 6 }),
  limited('leader-election', { shares: 10, lendablePercent: 0, queues: 16, handSize: 4 }),
  limited('workload-high', { shares: 40, lendablePercent: 50, queues: 128, handSize: 6 }),
  limited('workload-low', { shares: 100, lendablePercent: 90, queues: 128, handSize: 6 }),
  limited('global-default', { shares: 20, lendablePercent: 50, queues: 128, handSize: 6 }),
]

/** Those whose specs nobody may change. */
export const mandatoryNames: ReadonlySet<string> = new Set(['exempt', 'catch-all'])

const every = ['*']
const everyRequest = {
  resourceRules: [
    { verbs: every, apiGroups: every, resources: every, namespaces: every, clusterScope: true },
  ],
  nonResourceRules: [{ verbs: every, nonResourceURLs: every }],
}

const groups = (...names: string[]): Subject[] =>
  names.map((name) => ({ kind: 'Group', group: { name } }) as unknown as Subject)
const users = (...names: string[]): Subject[] =>
  names.map((name) => ({ kind: 'User', user: { name } }) as unknown as Subject)
const systemAccounts = (...names: string[]): Subject[] =>
  names.map(
    (name) =>
      ({ kind: 'ServiceAccount', serviceAccount: { name, namespace: 'kube-system' } }) as unknown as Subject,
  )

const everyone = groups('system:unauthenticated', 'system:authenticated')
const [controllerManager, scheduler] = ['system:kube-controller-manager', 'system:kube-scheduler'] as const

/** What is written to elect a leader. */
function locks(group: string, ...resources: string[]): ResourcePolicyRule {
  return { verbs: ['get', 'create', 'update'], apiGroups: [group], resources, namespaces: every }
}

interface SchemaOptions {
  readonly level: string
  readonly precedence: number
  readonly distinguisher?: 'ByUser' | 'ByNamespace'
}

function schema(name: string, options: SchemaOptions, rule: PolicyRulesWithSubjects): FlowSchema {
  const { distinguisher } = options
  return {
    ...{ apiVersion, kind: 'FlowSchema', metadata: metadataOf(name) },
    spec: {
      priorityLevelConfiguration: { name: options.level },
      matchingPrecedence: options.precedence,
      ...(distinguisher ? { distinguisherMethod: { type: distinguisher } } : {}),
      rules: [rule],
    },
  }
}

const byUser = 'ByUser'
const byNamespace = 'ByNamespace'

/** Upstream's flow schemas: the first two are mandatory, the others suggested. */
export const bootstrapFlowSchemas: readonly FlowSchema[] = [
  schema(
    'exempt',
    { level: 'exempt', precedence: 1 },
    { subjects: groups('system:masters'), ...everyRequest },
  ),
  schema(
    'catch-all',
    { level: 'catch-all', precedence: 10_000, distinguisher: byUser },
    { subjects: everyone, ...everyRequest },
  ),
  schema(
    'system-nodes',
    { level: 'system', precedence: 500, distinguisher: byUser },
    { subjects: groups('system:nodes'), ...everyRequest },
  ),
  schema(
    'system-node-high',
    { level: 'node-high', precedence: 400, distinguisher: byUser },
    {
      subjects: groups('system:nodes'),
      resourceRules: [
        {
          ...{ verbs: every, apiGroups: [''], resources: ['nodes', 'nodes/status'] },
          ...{ namespaces: every, clusterScope: true },
        },
        {
          ...{ verbs: every, apiGroups: ['coordination.k8s.io'], resources: ['leases'] },
          ...{ namespaces: every, clusterScope: false },
        },
      ],
    },
  ),
  schema(
    'probes',
    { level: 'exempt', precedence: 2 },
    {
      subjects: everyone,
      nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }],
    },
  ),
  schema(
    'system-leader-election',
    { level: 'leader-election', precedence: 100, distinguisher: byUser },
    {
      subjects: [...users(controllerManager, scheduler), ...systemAccounts('*')],
      resourceRules: [locks('coordination.k8s.io', 'leases')],
    },
  ),
  schema(
    'endpoint-controller',
    { level: 'workload-high', precedence: 150, distinguisher: byUser },
    {
      subjects: [
        ...users(controllerManager),
        ...systemAccounts('endpoint-controller', 'endpointslicemirroring-controller'),
      ],
      resourceRules: [locks('', 'endpoints')],
    },
  ),
  schema(
    'workload-leader-election',
    { level: 'leader-election', precedence: 200, distinguisher: byUser },
    {
      subjects: systemAccounts('*'),
      resourceRules: [locks('', 'endpoints', 'configmaps'), locks('coordination.k8s.io', 'leases')],
    },
  ),
  schema(
    'kube-controller-manager',
    { level: 'workload-high', precedence: 800, distinguisher: byNamespace },
    { subjects: users(controllerManager), ...everyRequest },
  ),
  schema(
    'kube-scheduler',
    { level: 'workload-high', precedence: 800, distinguisher: byNamespace },
    { subjects: users(scheduler), ...everyRequest },
  ),
  schema(
    'kube-system-service-accounts',
    { level: 'workload-high', precedence: 900, distinguisher: byNamespace },
    { subjects: systemAccounts('*'), ...everyRequest },
  ),
  schema(
    'service-accounts',
    { level: 'workload-low', precedence: 9000, distinguisher: byUser },
    { subjects: groups('system:serviceaccounts'), ...everyRequest },
  ),
  schema(
    'global-default',
    { level: 'global-default', precedence: 9900, distinguisher: byUser },
    { subjects: everyone, ...everyRequest },
  ),
]
