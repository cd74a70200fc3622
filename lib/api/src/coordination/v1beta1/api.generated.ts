// Made by hack/generate-api-types.ts from lib/api/facts.
import type { Resource } from '../../resource.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface LeaseCandidate {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: LeaseCandidateSpec
}

export interface LeaseCandidateList {
  apiVersion: string
  items: LeaseCandidate[]
  kind: string
  metadata: ListMeta
}

export interface LeaseCandidateSpec {
  binaryVersion: string
  emulationVersion?: string
  leaseName: string
  pingTime?: string
  renewTime?: string
  strategy: string
}

export const leaseCandidates: Resource<LeaseCandidate> = { group: 'coordination.k8s.io', version: 'v1beta1', plural: 'leasecandidates', kind: 'LeaseCandidate', namespaced: true }
