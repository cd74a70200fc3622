import { type APIService, apiServices } from '@knarr/api/apiregistration/v1'
import {
  dns1035LabelErrors,
  dns1123SubdomainErrors,
  type FieldError,
  invalid,
  portNumberErrors,
  required,
} from '@knarr/machinery'
import { invalidFor, requiredWith } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

export const apiServiceStrategy: Strategy<APIService> = strategyOf<APIService>({
  resource: apiServices,
  bumpsGeneration: null,
  allowUnconditionalUpdate: false,
  defaults: ({ spec }) => {
    if (spec?.service) spec.service.port ??= 443
  },
  prepareForCreate: (service) => {
    service.status = {}
    if (!service.spec.service) setLocal(service)
  },
  validateName: (name) => (/[/%]/.test(name) ? ["may not contain '/'"] : []),
  validate: validateApiService,
  table: tableOf(
    [
      column('Service', 'The service that answers for it.'),
      column('Available', 'Whether it answers.'),
      ageColumn,
    ],
    (service, nowMs) => [serviceText(service), availableText(service), ageOf(service, nowMs)],
  ),
})

/** What this very server answers for is available. */
function setLocal(service: APIService): void {
  const message = 'Local APIServices are always available'
  service.status = { conditions: [{ type: 'Available', status: 'True', reason: 'Local', message }] }
}

function validateApiService({ metadata, spec }: APIService): FieldError[] {
  const wanted = `${spec.version ?? ''}.${spec.group ?? ''}`
  const errors: FieldError[] = []
  if (metadata.name !== wanted) {
    errors.push(
      invalid(
        'metadata.name',
        metadata.name,
        `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`,
      ),
    )
  }
  if (!spec.group && spec.version !== 'v1') {
    errors.push(required('spec.group', 'only v1 may have an empty group and it better be legacy kube'))
  }
  if (spec.group) errors.push(...invalidFor('spec.group', spec.group, dns1123SubdomainErrors(spec.group)))
  errors.push(...requiredWith('spec.version', spec.version, dns1035LabelErrors))
  errors.push(...validatePriority('spec.groupPriorityMinimum', spec.groupPriorityMinimum, 20000))
  errors.push(...validatePriority('spec.versionPriority', spec.versionPriority, 1000))
  return [...errors, ...validateService(spec)]
}

function validatePriority(field: string, priority: number, max: number): FieldError[] {
  return priority > 0 && priority <= max
    ? []
    : [invalid(field, priority, `must be positive and less than ${max}`)]
}

function validateService({ service, caBundle, insecureSkipTLSVerify }: APIService['spec']): FieldError[] {
  if (!service) {
    const errors: FieldError[] = []
    if (caBundle)
      errors.push(
        invalid('spec.caBundle', `${caBundle.length} bytes`, 'local APIServices may not have a caBundle'),
      )
    if (insecureSkipTLSVerify) {
      errors.push(
        invalid('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify'),
      )
    }
    return errors
  }
  const errors = [
    ...requiredWith('spec.service.namespace', service.namespace),
    ...requiredWith('spec.service.name', service.name),
    ...invalidFor('spec.service.port', service.port, portNumberErrors(service.port ?? 443)),
  ]
  if (insecureSkipTLSVerify && caBundle) {
    errors.push(invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present'))
  }
  return errors
}

function serviceText({ spec }: APIService): string {
  return spec.service ? `${spec.service.namespace}/${spec.service.name}` : 'Local'
}

function availableText({ status }: APIService): string {
  const condition = status?.conditions?.find(({ type }) => type === 'Available')
  if (!condition) return 'Unknown'
  return condition.status === 'True' ? 'True' : `${condition.status} (${condition.reason})`
}
