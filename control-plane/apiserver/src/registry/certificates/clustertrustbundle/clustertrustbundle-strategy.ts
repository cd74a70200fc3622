import { type ClusterTrustBundle, clusterTrustBundles } from '@knarr/api/certificates/v1beta1'
import { dns1123SubdomainErrors, type FieldError, invalid } from '@knarr/machinery'
import { immutable, invalidFor } from '../../meta/field-check.ts'
import { pathSegmentName } from '../../meta/name-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { column, tableOf } from '../../table/table-of.ts'
import { validateSignerName } from '../certificatesigningrequest/signer-name-validation.ts'

export const clusterTrustBundleStrategy: Strategy<ClusterTrustBundle> = strategyOf<ClusterTrustBundle>({
  resource: clusterTrustBundles,
  bumpsGeneration: null,
  validateName: pathSegmentName,
  validate: validateBundle,
  validateUpdate: (bundle, old) => [
    ...validateBundle(bundle),
    ...immutable('spec.signerName', bundle.spec.signerName ?? '', old.spec.signerName ?? ''),
  ],
  selectableFields: ({ spec }) => ({ 'spec.signerName': spec.signerName ?? '' }),
  table: tableOf([column('SignerName', 'The signer it belongs to.')], ({ spec }) => [
    spec.signerName || '<none>',
  ]),
})

/** A signer's bundles carry its name as prefix. */
function validateBundle({ metadata, spec }: ClusterTrustBundle): FieldError[] {
  const errors = validateAnchors(spec.trustBundle)
  if (!spec.signerName) {
    return [
      ...invalidFor('metadata.name', metadata.name, dns1123SubdomainErrors(metadata.name ?? '')),
      ...errors,
    ]
  }
  const prefix = `${spec.signerName.replaceAll('/', ':')}:`
  if (!metadata.name?.startsWith(prefix)) {
    const detail = `ClusterTrustBundle for signerName ${spec.signerName} must be named with prefix ${prefix}`
    errors.unshift(invalid('metadata.name', metadata.name, detail))
  }
  return [...validateSignerName('spec.signerName', spec.signerName), ...errors]
}

function validateAnchors(bundle: string | undefined): FieldError[] {
  if (bundle?.includes('-----BEGIN CERTIFICATE-----')) return []
  return [invalid('spec.trustBundle', '<value omitted>', 'at least one trust anchor must be provided')]
}
