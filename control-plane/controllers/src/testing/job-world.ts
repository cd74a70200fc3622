import { type Job, type JobSpec, jobs } from '@knarr/api/batch/v1'
import { type Pod, type PodCondition, pods } from '@knarr/api/core/v1'
import { type Draft, keyOf, timestamp } from '@knarr/machinery'
import { jobController } from '../job/job-controller.ts'
import { jobOrphanPodsController } from '../job/job-orphan-pods-controller.ts'
import { namespace } from './objects.ts'
import { type OpenedControllers, openControllers } from './open-controllers.ts'

const labels = { 'job-name': 'work' }
const indexAnnotation = 'batch.kubernetes.io/job-completion-index'

/** A job as the API server would have stored it, with its defaults. */
export function jobOf(spec: Partial<JobSpec> = {}, restartPolicy = 'Never'): Draft<Job> {
  return {
    metadata: { name: 'work', namespace, labels },
    spec: {
      parallelism: 1,
      completionMode: 'NonIndexed',
      backoffLimit: 6,
      suspend: false,
      podReplacementPolicy: spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed',
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { restartPolicy, containers: [{ name: 'main', image: 'work:1' }] },
      },
      ...spec,
    },
  }
}

export interface JobWorld extends OpenedControllers {
  read(): Promise<Job>
  /** Merges into the job's spec and lets the controller see it. */
  change(spec: Partial<JobSpec>): Promise<void>
  /** The pods that are there, ordered by name. */
  all(): Promise<Pod[]>
  running(): Promise<Pod[]>
  podAt(index: number): Promise<Pod>
  /** Ends a pod as the kubelet would. */
  end(pod: Pod | undefined, exitCode?: number, conditions?: readonly PodCondition[]): Promise<void>
  setPod(pod: Pod, status: object): Promise<void>
  texts(): string[]
}

/** A job, and the controllers that run it. */
export async function openJob(spec: Partial<JobSpec> = {}, restartPolicy?: string): Promise<JobWorld> {
  const world = openControllers()
  const { client, clock, pass, events } = world
  const key = { namespace, name: 'work' }
  await client.create(jobs, jobOf(spec, restartPolicy))
  await world.run(jobController, jobOrphanPodsController)
  const all = async () => (await client.list(pods, { namespace })).items.toSorted(byName)
  const setPod = async (pod: Pod, status: object) => {
    const live = await client.get(pods, keyOf(pod))
    await client.updateStatus(pods, { ...live, status: { ...live.status, ...status } })
    await pass()
  }
  return {
    ...world,
    ...{ all, setPod },
    read: () => client.get(jobs, key),
    async change(patch) {
      await client.patch(jobs, key, { type: 'merge', patch: { spec: patch } })
      await pass()
    },
    running: async () =>
      (await all()).filter(({ status, metadata }) => !status?.phase && !metadata.deletionTimestamp),
    async podAt(index) {
      const text = String(index)
      const found = (await all()).filter(({ metadata }) => metadata.annotations?.[indexAnnotation] === text)
      return found.findLast(({ status }) => !status?.phase) ?? (found.at(-1) as Pod)
    },
    async end(pod, exitCode = 0, conditions = []) {
      const finishedAt = timestamp(clock.now())
      const terminated = { exitCode, finishedAt }
      const containerStatuses = [{ name: 'main', state: { terminated } }]
      await setPod(pod as Pod, { phase: exitCode ? 'Failed' : 'Succeeded', containerStatuses, conditions })
    },
    texts: () => events.map(({ text }) => text.replace(/work-\S+/, 'work-x')),
  }
}

function byName(a: Pod, b: Pod): number {
  return a.metadata.name < b.metadata.name ? -1 : 1
}
