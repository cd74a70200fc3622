import { type ClusterTrustBundle, clusterTrustBundles } from '@knarr/api/certificates/v1beta1'
import { dns1123SubdomainErrors, type FieldError } from '@knarr/machinery'
import { immutable, invalidFor } from '../../meta/field-check.ts'
import { pathSegmentName } from '../../meta/name-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { column, tableOf } from '../../table/table-of.ts'
import { validateSignerName } from '../certificatesigningrequest/signer-name-validation.ts'
import { validateTrustAnchors } from './trust-anchors.ts'

export const clusterTrustBundleStrategy: Strategy<ClusterTrustBundle> = strategyOf<ClusterTrustBundle>({
  resource: clusterTrustBundles,
  bumpsGeneration: null,
  validateName: pathSegmentName,
  validate: (bundle) => [
    ...validateMetadata(bundle),
    ...validateTrustAnchors('spec.trustBundle', bundle.spec.trustBundle ?? ''),
  ],
  validateUpdate: (bundle, old) => [
    ...validateMetadata(bundle),
    ...(bundle.spec.trustBundle === old.spec.trustBundle
      ? []
      : validateTrustAnchors('spec.trustBundle', bundle.spec.trustBundle ?? '')),
    ...immutable('spec.signerName', bundle.spec.signerName ?? '', old.spec.signerName ?? ''),
  ],
  selectableFields: ({ spec }) => ({ 'spec.signerName': spec.signerName ?? '' }),
  table: tableOf([column('SignerName', 'The signer it belongs to.')], ({ spec }) => [
    spec.signerName || '<none>',
  ]),
})

function validateMetadata({ metadata, spec }: ClusterTrustBundle): FieldError[] {
  const signer = spec.signerName ? validateSignerName('spec.signerName', spec.signerName) : []
  return [
    ...invalidFor('metadata.name', metadata.name, nameErrors(metadata.name, spec.signerName)),
    ...signer,
  ]
}

/** A signer's bundles carry its name as prefix, others no colon. */
function nameErrors(name: string, signerName: string | undefined): string[] {
  if (!signerName) {
    if (name.includes(':')) return ['ClusterTrustBundle without signer name must not have ":" in its name']
    return dns1123SubdomainErrors(name)
  }
  const prefix = `${signerName.replaceAll('/', ':')}:`
  if (!name.startsWith(prefix)) {
    return [`ClusterTrustBundle for signerName ${signerName} must be named with prefix ${prefix}`]
  }
  return dns1123SubdomainErrors(name.slice(prefix.length))
}
