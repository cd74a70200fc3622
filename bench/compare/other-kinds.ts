import type { ComparedKind } from './compared-kind.ts'
import { namespaced, noStatus, odd, selector } from './made-up-pods.ts'
import type { Seeded } from './seeded.ts'

function service(chance: Seeded): object {
  const type = odd(chance, 'ClusterIP', ['NodePort', 'LoadBalancer', 'ExternalName', 'Other'])
  return {
    spec: {
      ...chance.maybe(2, () => ({ type })),
      ...chance.maybe(2, () => ({ selector: { app: odd(chance, 'x', ['', '-bad-', 'a b']) } })),
      ports: [servicePort(chance, 80), ...(chance.once(2) ? [servicePort(chance, 81)] : [])],
      ...chance.maybe(5, () => ({ clusterIP: chance.pick(['None', '', '10.0.0.300', '1.2.3.4']) })),
      ...chance.maybe(5, () => ({ sessionAffinity: odd(chance, 'ClientIP', ['None', 'Other']) })),
      ...chance.maybe(8, () => ({
        sessionAffinityConfig: { clientIP: { timeoutSeconds: chance.pick([0, 5, 99_999]) } },
      })),
      ...chance.maybe(6, () => ({ externalTrafficPolicy: chance.pick(['Local', 'Cluster', 'Far']) })),
      ...chance.maybe(8, () => ({ internalTrafficPolicy: chance.pick(['Local', 'Cluster', 'Far']) })),
      ...chance.maybe(6, () => ({ externalName: odd(chance, 'a.example.com', ['', 'A_b', '1.2.3.4.']) })),
      ...chance.maybe(8, () => ({ externalIPs: [odd(chance, '192.0.2.1', ['127.0.0.1', 'x', '0.0.0.0'])] })),
      ...chance.maybe(8, () => ({
        loadBalancerSourceRanges: [odd(chance, '10.0.0.0/8', ['10.0.0.0', ' 10.0.0.0/8 '])],
      })),
      ...chance.maybe(10, () => ({ loadBalancerClass: odd(chance, 'example.com/lb', ['lb', 'a b']) })),
      ...chance.maybe(10, () => ({ allocateLoadBalancerNodePorts: chance.once(2) })),
      ...chance.maybe(10, () => ({ healthCheckNodePort: chance.pick([30_500, 80]) })),
      ...chance.maybe(10, () => ({ publishNotReadyAddresses: true })),
      ...chance.maybe(10, () => ({
        trafficDistribution: chance.pick(['PreferClose', 'PreferSameNode', 'Near']),
      })),
      ...chance.maybe(12, () => ({
        ipFamilyPolicy: chance.pick(['SingleStack', 'PreferDualStack', 'RequireDualStack', 'X']),
      })),
    },
  }
}

const rule = (chance: Seeded): object => ({
  apiGroups: chance.pick([[''], ['apps'], []]),
  resources: chance.pick([['pods'], [], ['*']]),
  verbs: chance.pick([['get'], [], ['*']]),
  ...chance.maybe(6, () => ({ nonResourceURLs: ['/healthz'] })),
})

const subject = (chance: Seeded): object => ({
  kind: odd(chance, 'User', ['Group', 'ServiceAccount', 'Robot']),
  name: odd(chance, 'ann', ['', 'a:b']),
  ...chance.maybe(4, () => ({ namespace: 'default' })),
  ...chance.maybe(4, () => ({ apiGroup: chance.pick(['rbac.authorization.k8s.io', '', 'x']) })),
})

function ingressPath(chance: Seeded): object {
  return {
    ...chance.maybe(2, () => ({ path: odd(chance, '/a', ['a', '/a//b', '/a/../b', '']) })),
    pathType: odd(chance, 'Prefix', ['Exact', 'ImplementationSpecific', 'X', undefined]),
    backend: odd(chance, { service: { name: 's', port: { number: 80 } } }, [
      {},
      { service: { name: 's', port: { name: 'x', number: 1 } } },
      { service: { name: 'S', port: {} } },
      { resource: { kind: 'A', name: 'b' } },
    ]),
  }
}

function networkPolicyPeer(chance: Seeded): object {
  return chance.pick([
    { podSelector: {} },
    {
      ipBlock: {
        cidr: chance.pick(['10.0.0.0/8', '10.0.0.1/8', 'x']),
        ...chance.maybe(2, () => ({ except: [chance.pick(['10.1.0.0/16', '11.0.0.0/8'])] })),
      },
    },
    { ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} },
    {},
  ])
}

function servicePort(chance: Seeded, number: number): object {
  return {
    port: odd(chance, number, [0, 70_000, '80', 443]),
    ...chance.maybe(2, () => ({ name: odd(chance, `p${number}`, ['', 'Upper', 'p80', 'a_b']) })),
    ...chance.maybe(3, () => ({
      targetPort: odd(chance, 8080, ['http', 0, 'no-such-very-long-name', '-a']),
    })),
    ...chance.maybe(3, () => ({ protocol: odd(chance, 'UDP', ['TCP', 'SCTP', 'ICMP']) })),
    ...chance.maybe(6, () => ({ appProtocol: odd(chance, 'http', ['kubernetes.io/h2c', 'a b']) })),
  }
}

/** Their bodies are wrong as often as not: are they taken, with which defaults, and in which words are they refused? */
export const otherKinds: readonly ComparedKind[] = [
  {
    apiVersion: 'v1',
    kind: 'Service',
    path: `/api/v1${namespaced}services`,
    body: service,
    status: noStatus,
  },
  {
    ...{ apiVersion: 'v1', kind: 'Secret', path: `/api/v1${namespaced}secrets` },
    body: (chance) => ({
      ...chance.maybe(2, () => ({
        type: chance.pick([
          'Opaque',
          'kubernetes.io/tls',
          'kubernetes.io/dockerconfigjson',
          'kubernetes.io/basic-auth',
          'x',
        ]),
      })),
      ...chance.maybe(2, () => ({
        data: { [chance.pick(['a', 'b c', '.dockerconfigjson'])]: chance.pick(['YQ==', 'e30=', '']) },
      })),
      ...chance.maybe(3, () => ({ stringData: { s: 't' } })),
      ...chance.maybe(6, () => ({ immutable: true })),
    }),
    status: noStatus,
  },
  {
    ...{
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      path: `/api/v1${namespaced}persistentvolumeclaims`,
    },
    body: (chance) => ({
      spec: {
        accessModes: odd(
          chance,
          ['ReadWriteOnce'],
          [[], ['X'], ['ReadWriteOncePod', 'ReadWriteOnce'], ['ReadWriteMany']],
        ),
        resources: {
          requests: odd(chance, { storage: '1Gi' }, [{}, { storage: '0' }, { storage: '-1' }, { cpu: '1' }]),
        },
        ...chance.maybe(3, () => ({ storageClassName: chance.pick(['', 'standard', 'A_']) })),
        ...chance.maybe(5, () => ({ volumeMode: chance.pick(['Block', 'Filesystem', 'X']) })),
        ...chance.maybe(6, () => ({
          dataSource: chance.pick([
            { kind: 'PersistentVolumeClaim', name: 'a' },
            { kind: 'X', name: 'a' },
            { kind: 'VolumeSnapshot', apiGroup: 'snapshot.storage.k8s.io', name: '' },
          ]),
        })),
      },
    }),
    status: noStatus,
  },
  {
    ...{ apiVersion: 'v1', kind: 'ResourceQuota', path: `/api/v1${namespaced}resourcequotas` },
    body: (chance) => ({
      spec: {
        ...chance.maybe(2, () => ({
          hard: {
            [chance.pick(['pods', 'requests.cpu', 'count/widgets.example.com', 'odd', 'a b'])]: chance.pick([
              '900',
              '1.5',
              '-1',
            ]),
          },
        })),
        ...chance.maybe(3, () => ({ scopes: [chance.pick(['BestEffort', 'Terminating', 'X'])] })),
        ...chance.maybe(5, () => ({
          scopeSelector: {
            matchExpressions: [
              {
                scopeName: chance.pick(['PriorityClass', 'X']),
                operator: chance.pick(['In', 'Exists']),
                values: ['a'],
              },
            ],
          },
        })),
      },
    }),
    status: noStatus,
  },
  {
    ...{ apiVersion: 'v1', kind: 'LimitRange', path: '/api/v1/namespaces/limits/limitranges' },
    body: (chance) => ({
      spec: {
        limits: [
          {
            type: odd(chance, 'Container', ['Pod', 'PersistentVolumeClaim', 'X', 'example.com/x']),
            ...chance.maybe(2, () => ({ max: { cpu: chance.pick(['1', '2']) } })),
            ...chance.maybe(2, () => ({ min: { cpu: chance.pick(['1', '3']) } })),
            ...chance.maybe(2, () => ({ default: { cpu: chance.pick(['1', '4']) } })),
            ...chance.maybe(2, () => ({ defaultRequest: { cpu: chance.pick(['1', '5']) } })),
            ...chance.maybe(4, () => ({ maxLimitRequestRatio: { cpu: chance.pick(['2', '0.5']) } })),
          },
        ],
      },
    }),
    status: noStatus,
  },
  {
    ...{
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      path: `/apis/networking.k8s.io/v1${namespaced}networkpolicies`,
    },
    body: (chance) => ({
      spec: {
        podSelector: selector(chance),
        ...chance.maybe(2, () => ({
          policyTypes: chance.pick([
            ['Ingress'],
            ['Ingress', 'Egress'],
            ['X'],
            ['Ingress', 'Egress', 'Ingress'],
          ]),
        })),
        ...chance.maybe(2, () => ({
          ingress: [
            {
              from: [networkPolicyPeer(chance)],
              ports: [
                {
                  port: chance.pick([80, 'http', 0, 70_000]),
                  ...chance.maybe(2, () => ({ endPort: chance.pick([90, 1]) })),
                  protocol: chance.pick(['TCP', 'X']),
                },
              ],
            },
          ],
        })),
      },
    }),
    status: noStatus,
  },
  {
    ...{
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      path: `/apis/networking.k8s.io/v1${namespaced}ingresses`,
    },
    body: (chance) => ({
      spec: {
        ...chance.maybe(2, () => ({ ingressClassName: chance.pick(['nginx', 'A_', '']) })),
        ...chance.maybe(3, () => ({
          defaultBackend: { service: { name: 'd', port: { number: chance.pick([80, 0]) } } },
        })),
        ...chance.maybe(2, () => ({
          rules: [
            {
              ...chance.maybe(2, () => ({
                host: chance.pick(['a.example.com', '*.example.com', '1.2.3.4', 'A_']),
              })),
              http: { paths: chance.once(5) ? [] : [ingressPath(chance)] },
            },
          ],
        })),
        ...chance.maybe(4, () => ({
          tls: [{ hosts: [chance.pick(['a.example.com', 'A_'])], secretName: chance.pick(['s', 'S_']) }],
        })),
      },
    }),
    status: noStatus,
  },
  {
    ...{
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      path: `/apis/rbac.authorization.k8s.io/v1${namespaced}roles`,
    },
    body: (chance) => ({ rules: [rule(chance)] }),
    status: noStatus,
  },
  {
    ...{
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      path: `/apis/rbac.authorization.k8s.io/v1${namespaced}rolebindings`,
    },
    body: (chance) => ({
      roleRef: {
        apiGroup: odd(chance, 'rbac.authorization.k8s.io', ['', 'x']),
        kind: odd(chance, 'Role', ['ClusterRole', 'X']),
        name: odd(chance, 'r', ['', 's']),
      },
      ...chance.maybe(2, () => ({ subjects: [subject(chance)] })),
    }),
    status: noStatus,
  },
  {
    ...{
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      path: '/apis/scheduling.k8s.io/v1/priorityclasses',
    },
    body: (chance) => ({
      value: chance.pick([5, 2_000_000_000, -1]),
      ...chance.maybe(3, () => ({ preemptionPolicy: chance.pick(['Never', 'X']) })),
      ...chance.maybe(6, () => ({ description: 'd' })),
    }),
    status: noStatus,
  },
  {
    ...{
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      path: `/apis/coordination.k8s.io/v1${namespaced}leases`,
    },
    body: (chance) => ({
      spec: {
        ...chance.maybe(2, () => ({ holderIdentity: chance.pick(['a', '']) })),
        ...chance.maybe(2, () => ({ leaseDurationSeconds: chance.pick([5, 0, -1]) })),
        ...chance.maybe(3, () => ({ leaseTransitions: chance.pick([1, -1]) })),
        ...chance.maybe(4, () => ({ strategy: chance.pick(['OldestEmulationVersion', 'X y']) })),
      },
    }),
    status: noStatus,
  },
  {
    ...{
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      path: `/apis/discovery.k8s.io/v1${namespaced}endpointslices`,
    },
    body: (chance) => ({
      addressType: odd(chance, 'IPv4', ['IPv6', 'FQDN', 'X', undefined]),
      endpoints: [
        {
          addresses: odd(chance, ['10.0.0.1'], [[], ['::1'], ['x'], ['127.0.0.1'], ['a.example.com']]),
          ...chance.maybe(3, () => ({ hostname: chance.pick(['h', 'H_']) })),
          ...chance.maybe(3, () => ({ zone: 'z', hints: { forZones: [{ name: chance.pick(['z', '']) }] } })),
        },
      ],
      ...chance.maybe(2, () => ({
        ports: [
          {
            name: chance.pick(['a', 'A', '']),
            port: chance.pick([80, 0]),
            protocol: chance.pick(['TCP', 'X']),
          },
        ],
      })),
    }),
    status: noStatus,
  },
  {
    ...{
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      path: '/apis/storage.k8s.io/v1/storageclasses',
    },
    body: (chance) => ({
      provisioner: odd(chance, 'example.com/p', ['', 'A b']),
      ...chance.maybe(3, () => ({ reclaimPolicy: chance.pick(['Retain', 'Delete', 'Recycle', 'X']) })),
      ...chance.maybe(3, () => ({
        volumeBindingMode: chance.pick(['Immediate', 'WaitForFirstConsumer', 'X']),
      })),
      ...chance.maybe(4, () => ({ parameters: { [chance.pick(['a', ''])]: 'b' } })),
      ...chance.maybe(5, () => ({
        allowedTopologies: [
          {
            matchLabelExpressions: [
              { key: chance.pick(['z', 'z z']), values: chance.pick([['a'], [], ['a', 'a']]) },
            ],
          },
        ],
      })),
    }),
    status: noStatus,
  },
]
