import type { Reply } from '../../plugin.ts'

export type ResponseClass = 'success' | 'denial' | 'error'

/** What an answer amounts to: records, the word that there are none, or neither. */
export function responseClass({ rcode, answers, authorities }: Reply): ResponseClass {
  if (rcode === 'NXDOMAIN') return 'denial'
  if (rcode !== 'NOERROR') return 'error'
  return answers.length === 0 && authorities.some(({ type }) => type === 'SOA') ? 'denial' : 'success'
}
