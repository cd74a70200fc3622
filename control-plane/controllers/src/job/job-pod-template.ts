import { type Job, jobs } from '@knarr/api/batch/v1'
import type { Container, Pod } from '@knarr/api/core/v1'
import type { Draft } from '@knarr/machinery'
import { podFromTemplate } from '../pod/pod-from-template.ts'
import { annotations } from '../well-known.ts'
import { failureCountAnnotations, limitsEachIndex } from './index-failures.ts'
import { trackingFinalizer } from './job-pods.ts'

const { jobCompletionIndex } = annotations
const indexVariable = 'JOB_COMPLETION_INDEX'
const maxGeneratedPrefix = 58

/** A pod of the job, for one index where it has indexes; `replaced` is the failed pod it is made for. */
export function jobPod(job: Job, index: number | undefined, replaced: Pod | undefined): Draft<Pod> {
  const draft = podFromTemplate(job, jobs, job.spec.template)
  const finalizers = [...new Set([...(draft.metadata.finalizers ?? []), trackingFinalizer])]
  if (index === undefined) return { ...draft, metadata: { ...draft.metadata, finalizers } }
  const text = String(index)
  const { name } = job.metadata
  return {
    ...draft,
    metadata: {
      ...draft.metadata,
      finalizers,
      generateName: `${`${name}-${text}`.slice(0, maxGeneratedPrefix - 1)}-`,
      labels: { ...draft.metadata.labels, [jobCompletionIndex]: text },
      annotations: {
        ...draft.metadata.annotations,
        [jobCompletionIndex]: text,
        ...(limitsEachIndex(job) ? failureCountAnnotations(job, replaced) : {}),
      },
    },
    spec: {
      ...draft.spec,
      hostname: `${name}-${text}`,
      containers: draft.spec.containers.map(withIndexVariable),
      ...(draft.spec.initContainers
        ? { initContainers: draft.spec.initContainers.map(withIndexVariable) }
        : {}),
    },
  }
}

function withIndexVariable(container: Container): Container {
  if (container.env?.some(({ name }) => name === indexVariable)) return container
  const fieldRef = { apiVersion: 'v1', fieldPath: `metadata.labels['${jobCompletionIndex}']` }
  return { ...container, env: [...(container.env ?? []), { name: indexVariable, valueFrom: { fieldRef } }] }
}
