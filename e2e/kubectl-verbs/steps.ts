/** One call of kubectl: what is shown of it, and what is done around it. */
export interface Step {
  readonly args: readonly string[]
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  /** Asked again until the call succeeds: it depends on what pods and controllers have done. */
  readonly isAwaited?: boolean
  /** Of what was printed, only lines with one of these; all of it unless given. */
  readonly only?: RegExp
  /** Says another thing each time: only that it succeeded counts. */
  readonly isSilent?: boolean
}

interface Extra extends Omit<Step, 'args'> {}

/** A call as it is typed; words with spaces stand in single quotes. */
function step(line: string, extra: Extra = {}): Step {
  const args = (line.match(/(?:[^\s']|'[^']*')+/g) ?? []).map((word) => word.replaceAll("'", ''))
  return { args, ...extra }
}

const deployment = (image: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: applied, labels: { set: verbs } }
spec:
  replicas: 1
  selector: { matchLabels: { app: applied } }
  template:
    metadata: { labels: { app: applied } }
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{ name: hello, image: '${image}', imagePullPolicy: IfNotPresent }]
`
const configMap = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, labels: { set: verbs } }\ndata: { value: '${value}' }\n`

/** Somebody called jane asks for a client certificate. */
const signingRequest = `apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: { name: NS-jane }
spec:
  signerName: kubernetes.io/kube-apiserver-client
  usages: [client auth]
  request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIS01IRUNBUUF3RHpFTk1Bc0dBMVVFQXd3RWFtRnVaVEJaTUJNR0J5cUdTTTQ5QWdFR0NDcUdTTTQ5QXdFSApBMElBQkVPM0RrMEVxZ3IveTJ0Yk9hbTc0MjJ2SzFUd3A0UHp4WGN3MmsxNDdnR2NBN2NzdmJJSzk3cGZ2UkhFCjV5ajlzQzIyN0VNQ3hXZ2JIL2VEVlNIQ1ZPMmdBREFLQmdncWhrak9QUVFEQWdOSkFEQkdBaUVBcHQwQmhXK2sKZDBTUDZkSWpKcDVmeE4zYzFrQXRjOW9Rem9tWUMzQmRRZWdDSVFESytMT1MxTm5lcG5SNWtPZUVLZnpid2R4QwpwV1ZkWDhHenMyZzBkQUN4dVE9PQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K
`

const awaited: Extra = { isAwaited: true }
const silent: Extra = { isSilent: true }
const image = 'knarr/hello:latest'

/** Asking the server what it is, and who one is to it. */
const aboutTheCluster: readonly Step[] = [
  step('version', { only: /Server Version/ }),
  step('cluster-info', { only: /control plane/ }),
  step('api-versions'),
  step('api-resources --api-group=apps'),
  step('api-resources --api-group= --verbs=create --namespaced=false -o name'),
  step('explain deployment.spec.replicas'),
  step('explain --recursive --api-version=autoscaling/v2 hpa.spec.scaleTargetRef'),
  step('config current-context'),
  step('config view --minify -o jsonpath={.contexts[0].context.namespace}'),
  step('config get-contexts -o name'),
  step('auth can-i create pods'),
  step('auth can-i --list --as system:serviceaccount:NS:default'),
  step('auth can-i delete nodes --as nobody'),
  step('auth whoami'),
  step('get --raw /healthz'),
  step('get componentstatuses -o name'),
  step('completion bash', silent),
  step('options', silent),
  step('plugin list', { env: { PATH: '/bin' } }),
  step('kustomize e2e/kubectl-verbs/kustomization'),
]

/** Every generator of `create`, and what it refuses. */
const create: readonly Step[] = [
  step('create namespace NS-more --dry-run=server -o name'),
  step('create configmap settings --from-literal=a=1 --from-literal=b=2'),
  step('create configmap settings'),
  step('create secret generic keys --from-literal=token=x'),
  step(
    'create secret docker-registry pull --docker-server=r.example --docker-username=u --docker-password=p',
  ),
  step(`create deployment web --image=${image} --replicas=2 --port=8080`),
  step(`create job once --image=${image} -- node -e 0`),
  step(`create cronjob nightly --image=${image} --schedule='0 3 * * *' -- node -e 0`),
  step('create service clusterip plain --tcp=80:8080'),
  step('create service nodeport outside --tcp=80:8080'),
  step('create service loadbalancer balanced --tcp=80:8080 --dry-run=server'),
  step('create service externalname elsewhere --external-name=example.com'),
  step('create ingress front --rule=example.com/*=plain:80'),
  step('create quota small --hard=count/widgets.example.com=3'),
  step('create poddisruptionbudget guarded --selector=app=guarded --min-available=1'),
  step('create priorityclass NS-high --value=1000 --description=verbs'),
  step('create role reader --verb=get,list --resource=pods,configmaps'),
  step('create rolebinding readers --role=reader --serviceaccount=NS:robot'),
  step('create clusterrole NS-reader --verb=get --resource=nodes'),
  step('create clusterrolebinding NS-readers --clusterrole=NS-reader --user=jane'),
  step('create serviceaccount robot'),
  step('create token robot', silent),
  step('auth can-i list pods --as system:serviceaccount:NS:robot'),
  step('create -f -', { stdin: configMap('made', 'once') }),
  step('create -f -', { stdin: configMap('made', 'once') }),
  step('create -f -', { stdin: 'apiVersion: v1\nkind: Thing\nmetadata: { name: x }\n' }),
  step('create -f -', { stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: Bad_Name }\n' }),
]

/** The ways to read. */
const get: readonly Step[] = [
  step('rollout status deployment web --timeout=60s', { isSilent: true, isAwaited: true }),
  step('wait --for=condition=complete job/once --timeout=60s'),
  step('wait --for=condition=available deployment/web --timeout=60s'),
  step('get deployment web'),
  step('get deployment web -o wide'),
  step('get pods -l app=web'),
  step(
    'get pods -l app=web --no-headers -o custom-columns=PHASE:.status.phase,READY:.status.containerStatuses[0].ready',
  ),
  step('get configmap settings -o yaml'),
  step('get configmap settings -o json'),
  step('get configmap settings -o jsonpath={.data.a}'),
  step('get configmap settings -o go-template={{.data.b}}'),
  step('get configmap settings made -o name'),
  step('get configmap --show-labels --sort-by=.metadata.name'),
  step('get configmap --field-selector metadata.name=settings'),
  step('get configmap,service -l set=verbs'),
  step('get cm made --show-kind'),
  step('get job once -o jsonpath={.status.succeeded}'),
  step('get cronjob'),
  step('get ingress'),
  step('get quota small -o jsonpath={.spec.hard}'),
  step('get pdb'),
  step('get role,rolebinding'),
  step('get service plain outside elsewhere'),
  step('get configmap missing'),
  step('get configmap missing --ignore-not-found'),
  step('get widgets'),
  step('describe configmap made'),
  step('describe deployment web', {
    only: /^(Name|Namespace|Labels|Selector|Replicas|StrategyType|RollingUpdate|NewReplicaSet|OldReplicaSets|Pod Template|Conditions| {2}(Type|Available|Progressing))/,
  }),
  step('describe service plain'),
  step('describe role reader'),
  step('describe node NODE', {
    only: /^(Name|Unschedulable|Taints| {2}(Ready|MemoryPressure|DiskPressure|PIDPressure) )/,
  }),
  step('events --for deployment/web'),
  step('top pods'),
]

/** The ways to change what is there. */
const change: readonly Step[] = [
  step('label configmap settings tier=web'),
  step('label configmap settings tier=db'),
  step('label configmap settings tier=db --overwrite'),
  step('label configmap settings tier-'),
  step('annotate configmap settings note=hello'),
  step('annotate configmap settings note-'),
  step('patch configmap settings --type=merge -p {"data":{"c":"3"}}'),
  step('patch configmap settings --type=merge -p {"data":{"c":"3"}}'),
  step('patch configmap settings --type=json -p [{"op":"remove","path":"/data/c"}]'),
  step('patch configmap settings --type=json -p [{"op":"test","path":"/data/a","value":"2"}]'),
  step('patch deployment web -p {"spec":{"template":{"spec":{"terminationGracePeriodSeconds":0}}}}'),
  step('patch deployment web --subresource=scale --type=merge -p {"spec":{"replicas":1}}'),
  step('edit configmap settings', { env: { KUBE_EDITOR: 'sed -i \'s/a: "1"/a: "one"/\'' } }),
  step('edit configmap settings', { env: { KUBE_EDITOR: 'true' } }),
  step('get configmap settings -o jsonpath={.data.a}'),
  step('replace -f -', { stdin: configMap('made', 'twice') }),
  step('replace --force -f -', { stdin: configMap('made', 'thrice') }),
  step('replace -f -', { stdin: configMap('missing', 'x') }),
  step('set image deployment/web hello=example.com/other:1 --dry-run=server'),
  step('set env deployment/web MODE=test'),
  step('set env deployment/web --list'),
  step('set resources deployment/web --limits=memory=256Mi'),
  step('set selector service plain app=web'),
  step('set serviceaccount deployment web robot'),
  step('set subject rolebinding readers --user=jane'),
  step('scale deployment web --replicas=2'),
  step('scale deployment web --current-replicas=7 --replicas=3'),
  step('autoscale deployment web --min=1 --max=3 --cpu-percent=80'),
  step('get hpa web -o jsonpath={.spec.maxReplicas}'),
  step('delete hpa web'),
]

/** `apply` in each of its ways, and `diff`. */
const apply: readonly Step[] = [
  step('apply -f -', { stdin: deployment(image) }),
  step('apply -f -', { stdin: deployment(image) }),
  step('diff -f -', { stdin: configMap('made', 'other'), only: /^[-+] / }),
  step('diff -f -', { stdin: deployment(image) }),
  step('apply -f - --dry-run=server', { stdin: configMap('dry', 'x') }),
  step('apply -f -', { stdin: configMap('made', 'other') }),
  step('apply view-last-applied configmap made'),
  step('apply -k e2e/kubectl-verbs/kustomization'),
  step('delete -k e2e/kubectl-verbs/kustomization'),
  step('apply --server-side -f -', { stdin: configMap('side', 'one') }),
  step('apply --server-side --field-manager=other -f -', { stdin: configMap('side', 'two') }),
  step('apply --server-side --field-manager=other --force-conflicts -f -', {
    stdin: configMap('side', 'two'),
  }),
  step('apply --prune -l set=verbs --prune-allowlist=core/v1/ConfigMap -f -', {
    stdin: configMap('kept', 'x'),
  }),
  step('get configmap -l set=verbs -o name'),
  step('apply --prune --applyset=configmaps/owned -n NS -f -', {
    stdin: `${configMap('one', '1')}---\n${configMap('two', '2')}`,
    env: { KUBECTL_APPLYSET: 'true' },
  }),
  step('apply --prune --applyset=configmaps/owned -n NS -f -', {
    stdin: configMap('two', '2'),
    env: { KUBECTL_APPLYSET: 'true' },
  }),
]

/** What is done to pods and with them. */
const pods: readonly Step[] = [
  step(
    `run client --image=${image} --image-pull-policy=IfNotPresent --labels=app=client --port=8080 --overrides={"spec":{"nodeName":"NODE"}}`,
  ),
  step('wait --for=condition=Ready pod/client --timeout=60s'),
  step('logs client', silent),
  step('logs missing'),
  step('exec client -- node -p 6*7'),
  step('exec client -- node -e process.exit(3)'),
  step('exec client -i -- node -e process.stdin.pipe(process.stdout)', { stdin: 'through and back\n' }),
  step(
    `run greeter --image=${image} --image-pull-policy=IfNotPresent --restart=Never --attach --rm -q --command -- node -e 'setTimeout(() => console.log(6 * 7), 2000)'`,
  ),
  step('attach client -c missing'),
  step('expose pod client --port=80 --target-port=8080 --name=client'),
  step(
    'get endpointslices -l kubernetes.io/service-name=client -o jsonpath={.items[0].ports[0].port}',
    awaited,
  ),
  step(
    `debug client --image=${image} --image-pull-policy=IfNotPresent --profile=general -q -- node -e 0`,
    silent,
  ),
  step('get pod client -o jsonpath={.spec.ephemeralContainers[0].image}'),
  step('rollout status deployment/web --timeout=60s', silent),
  step('rollout history deployment/web'),
  step('rollout pause deployment/web'),
  step('rollout pause deployment/web'),
  step('rollout resume deployment/web'),
  step('rollout restart deployment/web'),
  step('rollout status deployment/web --timeout=60s', silent),
  step('rollout undo deployment/web'),
  step('rollout undo deployment/web --to-revision=99'),
  step('rollout status deployment/web --timeout=60s', silent),
]

/** What those do who run the nodes and sign certificates. */
const administer: readonly Step[] = [
  step('cordon NODE'),
  step('cordon NODE'),
  step('taint node NODE verbs=yes:PreferNoSchedule'),
  step('taint node NODE verbs=yes:PreferNoSchedule'),
  step('taint node NODE verbs-'),
  step('drain NODE --pod-selector=app=client --ignore-daemonsets'),
  step('drain NODE --pod-selector=app=client --ignore-daemonsets --force --grace-period=0', silent),
  step('uncordon NODE'),
  step('create -f -', { stdin: signingRequest }),
  step('get csr NS-jane -o jsonpath={.status}'),
  step('certificate approve NS-jane'),
  step('wait --for=condition=Approved csr/NS-jane --timeout=20s'),
  step('get csr NS-jane -o jsonpath={.spec.signerName}{.status.conditions[0].reason}'),
  step('delete csr NS-jane'),
  step('certificate approve missing'),
  step('certificate deny missing'),
  step('auth reconcile -f -', {
    stdin: `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: reconciled, namespace: NS }
rules: [{ apiGroups: [''], resources: [pods], verbs: [get] }]
`,
  }),
]

const remove: readonly Step[] = [
  step('delete configmap kept two'),
  step('delete configmap settings --dry-run=client'),
  step('delete pod,service -l app=client'),
  step('delete deployment web --cascade=orphan'),
  step('get replicasets -o jsonpath={.items[*].metadata.labels.app}'),
  step('delete deployment applied --wait=true'),
  step('delete job,cronjob --all'),
  step('delete priorityclass/NS-high clusterrole/NS-reader clusterrolebinding/NS-readers'),
  step('delete pod missing --ignore-not-found'),
  step('delete pod missing'),
]

/** A session that uses every verb, in order. */
export const steps: readonly Step[] = [
  ...aboutTheCluster,
  ...create,
  ...get,
  ...change,
  ...apply,
  ...pods,
  ...administer,
  ...remove,
]
