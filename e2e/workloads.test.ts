import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

const image = 'knarr/hello:latest'

/** A pod template in JSON; without a script it is the server of the image. */
function template(
  app: string,
  { script, restartPolicy, version = '1' }: Partial<Record<string, string>> = {},
) {
  return {
    metadata: { labels: { app, version } },
    spec: {
      terminationGracePeriodSeconds: 1,
      ...(restartPolicy ? { restartPolicy } : {}),
      containers: [
        {
          name: 'main',
          image,
          imagePullPolicy: 'IfNotPresent',
          ...(script ? { command: ['node', '-e', script] } : {}),
        },
      ],
    },
  }
}

const batch = (script: string) => template('batch', { script, restartPolicy: 'Never' })

describe('workloads on real nodes', () => {
  let knarr: KnarrProcess
  let kubectl: Kubectl

  async function apply(kind: string, name: string, spec: object, apiVersion = 'apps/v1'): Promise<void> {
    const stdin = JSON.stringify({ apiVersion, kind, metadata: { name }, spec })
    const { code, stderr } = await kubectl.result(['apply', '-f', '-'], { stdin })
    expect(stderr).toBe('')
    expect(code).toBe(0)
  }

  /** A field of an object. */
  async function field(what: string, path: string): Promise<string> {
    return await kubectl('get', ...what.split(' '), '-o', `jsonpath=${path}`)
  }

  const names = async (selector: string): Promise<string[]> =>
    (await field(`pods -l ${selector} --sort-by=.metadata.name`, '{.items[*].metadata.name}')).split(' ')

  beforeAll(async () => {
    if (process.getuid?.() !== 0) throw new Error('NOT RUN: real nodes need root')
    knarr = await KnarrProcess.start({ runtime: 'sandbox', nodes: 2 })
    kubectl = kubectlFor(knarr.kubeconfig)
  })
  afterAll(async () => {
    await knarr?.destroy()
  })

  it('a job completes, and its pod is left to be read', async () => {
    await apply('Job', 'greet', { template: batch('console.log("hello")') }, 'batch/v1')
    await kubectl('wait', '--for=condition=complete', 'job/greet', '--timeout=60s')
    expect(await kubectl('logs', 'job/greet')).toBe('hello\n')
    expect(await kubectl('get', 'job', 'greet', '--no-headers')).toMatch(/^greet\s+Complete\s+1\/1\s/)
    expect(await field('job greet', '{.status.uncountedTerminatedPods}')).toBe('{}')
    expect(await kubectl('describe', 'job', 'greet')).toContain('Completed')
    await kubectl('delete', 'job', 'greet', '--cascade=foreground', '--timeout=30s')
    expect(await names('batch.kubernetes.io/job-name=greet')).toEqual([''])
  })

  it('a job fails when its pods fail too often', async () => {
    await apply('Job', 'sulk', { backoffLimit: 0, template: batch('process.exit(3)') }, 'batch/v1')
    await kubectl('wait', '--for=condition=failed', 'job/sulk', '--timeout=60s')
    expect(await field('job sulk', '{.status.conditions[?(@.type=="Failed")].reason}')).toBe(
      'BackoffLimitExceeded',
    )
  })

  it('each pod of an indexed job knows its index', async () => {
    const script = 'console.log(process.env.JOB_COMPLETION_INDEX, require("os").hostname())'
    const spec = { completions: 3, parallelism: 3, completionMode: 'Indexed', template: batch(script) }
    await apply('Job', 'share', spec, 'batch/v1')
    await kubectl('wait', '--for=condition=complete', 'job/share', '--timeout=60s')
    expect(await field('job share', '{.status.completedIndexes}')).toBe('0-2')
    const logs = await kubectl('logs', '-l', 'batch.kubernetes.io/job-name=share')
    expect(logs.trim().split('\n').toSorted()).toEqual(['0 share-0', '1 share-1', '2 share-2'])
  })

  it('a failure policy ends a job on an exit code', async () => {
    const rule = { action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }
    const spec = { podFailurePolicy: { rules: [rule] }, template: batch('process.exit(42)') }
    await apply('Job', 'strict', spec, 'batch/v1')
    await kubectl('wait', '--for=condition=failed', 'job/strict', '--timeout=60s')
    const message = await field('job strict', '{.status.conditions[?(@.type=="Failed")].message}')
    expect(message).toMatch(/failed with exit code 42 matching FailJob rule at index 0$/)
  })

  it('an evicted pod does not count where the failure policy ignores disruptions', async () => {
    const rule = { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }
    const spec = {
      backoffLimit: 0,
      podFailurePolicy: { rules: [rule] },
      template: batch('setInterval(() => {}, 1e6)'),
    }
    await apply('Job', 'patient', spec, 'batch/v1')
    await kubectl('wait', '--for=jsonpath={.status.ready}=1', 'job/patient', '--timeout=30s')
    const [name = ''] = await names('job-name=patient')
    const stdin = JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } })
    const path = `/api/v1/namespaces/default/pods/${name}/eviction`
    expect((await kubectl.result(['create', '--raw', path, '-f', '-'], { stdin })).code).toBe(0)
    await kubectl('wait', '--for=delete', `pod/${name}`, '--timeout=30s')
    await kubectl('wait', '--for=jsonpath={.status.ready}=1', 'job/patient', '--timeout=60s')
    expect(await names('job-name=patient')).not.toContain(name)
    expect(await field('job patient', '{.status.failed}')).toBe('')
    await kubectl('delete', 'job', 'patient', '--timeout=30s')
  })

  it('a cron job makes jobs when asked to, and when its time has come', async () => {
    const jobTemplate = { spec: { template: batch('console.log("tick")') } }
    await apply('CronJob', 'rare', { schedule: '0 0 1 1 *', jobTemplate }, 'batch/v1')
    await kubectl('create', 'job', 'now', '--from=cronjob/rare')
    await kubectl('wait', '--for=condition=complete', 'job/now', '--timeout=60s')
    await apply(
      'CronJob',
      'often',
      { schedule: '@every 2s', concurrencyPolicy: 'Forbid', jobTemplate },
      'batch/v1',
    )
    await kubectl('wait', '--for=jsonpath={.status.lastSuccessfulTime}', 'cronjob/often', '--timeout=120s')
    await kubectl('delete', 'cronjob', 'often', '--cascade=foreground', '--timeout=30s')
    expect(await field('jobs', '{.items[*].metadata.name}')).not.toMatch(/often/)
  })

  it('a daemon set runs on both nodes, rolls out and back', async () => {
    const selector = { matchLabels: { app: 'agent' } }
    await apply('DaemonSet', 'agent', { selector, template: template('agent') })
    await kubectl('rollout', 'status', 'ds/agent', '--timeout=60s')
    const nodes = await field('pods -l app=agent', '{.items[*].spec.nodeName}')
    expect(nodes.split(' ').toSorted()).toEqual(['knarr-1', 'knarr-2'])
    await apply('DaemonSet', 'agent', { selector, template: template('agent', { version: '2' }) })
    await kubectl('rollout', 'status', 'ds/agent', '--timeout=60s')
    expect(await field('pods -l app=agent', '{.items[*].metadata.labels.version}')).toBe('2 2')
    expect(await kubectl('rollout', 'history', 'ds/agent')).toMatch(/1 .*\n2 /)
    await kubectl('rollout', 'undo', 'ds/agent')
    await kubectl('rollout', 'status', 'ds/agent', '--timeout=60s')
    expect(await field('pods -l app=agent', '{.items[*].metadata.labels.version}')).toBe('1 1')
    await kubectl('delete', 'ds', 'agent', '--timeout=30s')
  })

  it('a stateful set counts its pods up and down, and rolls out in order', async () => {
    const selector = { matchLabels: { app: 'ledger' } }
    const spec = { replicas: 3, serviceName: 'ledger', selector }
    await apply('StatefulSet', 'ledger', { ...spec, template: template('ledger') })
    await kubectl('rollout', 'status', 'sts/ledger', '--timeout=90s')
    expect(await names('app=ledger')).toEqual(['ledger-0', 'ledger-1', 'ledger-2'])
    expect(await kubectl('exec', 'ledger-1', '--', 'node', '-p', 'os.hostname()')).toBe('ledger-1\n')
    await kubectl('scale', 'sts/ledger', '--replicas=2')
    await kubectl('wait', '--for=delete', 'pod/ledger-2', '--timeout=30s')
    await apply('StatefulSet', 'ledger', {
      ...spec,
      replicas: 2,
      template: template('ledger', { version: '2' }),
    })
    await kubectl('rollout', 'status', 'sts/ledger', '--timeout=90s')
    expect(await field('pods -l app=ledger', '{.items[*].metadata.labels.version}')).toBe('2 2')
    await kubectl('rollout', 'undo', 'sts/ledger')
    await kubectl('rollout', 'status', 'sts/ledger', '--timeout=90s')
    expect(await field('pods -l app=ledger', '{.items[*].metadata.labels.version}')).toBe('1 1')
    const before = await field('pod ledger-0', '{.metadata.uid}')
    await kubectl('delete', 'pod', 'ledger-0', '--timeout=30s')
    await kubectl('rollout', 'status', 'sts/ledger', '--timeout=60s')
    expect(await field('pod ledger-0', '{.metadata.uid}')).not.toBe(before)
  })

  it('an autoscaler keeps a deployment within its bounds, and says what it lacks', async () => {
    const selector = { matchLabels: { app: 'elastic' } }
    await apply('Deployment', 'elastic', { replicas: 1, selector, template: template('elastic') })
    await kubectl('autoscale', 'deployment', 'elastic', '--min=2', '--max=3', '--cpu=50%')
    await kubectl('wait', '--for=jsonpath={.spec.replicas}=2', 'deployment/elastic', '--timeout=30s')
    const reason = '{.status.conditions[?(@.type=="AbleToScale")].reason}'
    expect(await field('hpa elastic', reason)).toBe('SucceededRescale')
    await kubectl('wait', '--for=condition=ScalingActive=false', 'hpa/elastic', '--timeout=60s')
    const why = await field('hpa elastic', '{.status.conditions[?(@.type=="ScalingActive")].message}')
    expect(why).toContain('failed to get cpu utilization: unable to get metrics for resource cpu')
  })
})
