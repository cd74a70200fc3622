import type { UserInfo } from '../../request/server-request.ts'
import type { WatchCaches } from '../../watch/watch-caches.ts'
import type { AuthorizationAttributes, Authorizer, Decision, RulesOfUser } from '../authorizer.ts'
import { ruleAllows } from '../rbac/rule-matching.ts'
import { type NodeAccess, nodeAccessTo } from './node-access.ts'
import { vertexOf } from './node-graph.ts'
import { NodeGraphSource } from './node-graph-source.ts'
import { nodeNameOf } from './node-identity.ts'
import { nodeRules } from './node-rules.ts'

const noOpinion: Decision = { verdict: 'noOpinion', reason: '' }
const allow: Decision = { verdict: 'allow', reason: '' }

/**
 * Decides what kubelets may do: what every node may, what is theirs by its name, and what pods of theirs lead to. It
 * never denies, and says nothing of other users.
 */
export class NodeAuthorizer implements Authorizer {
  readonly #graph: NodeGraphSource

  constructor(caches: WatchCaches) {
    this.#graph = new NodeGraphSource(caches)
  }

  authorize(attributes: AuthorizationAttributes): Decision | Promise<Decision> {
    const node = nodeNameOf(attributes.user)
    if (node === undefined) return noOpinion
    if (node === '') return refused(`unknown node for user ${JSON.stringify(attributes.user.name)}`)
    const access = nodeAccessTo(attributes, node)
    if (access === 'byRules')
      return nodeRules.some((rule) => ruleAllows(rule, attributes)) ? allow : noOpinion
    return this.#decide(access, attributes, node)
  }

  #decide(
    access: NodeAccess,
    attributes: AuthorizationAttributes,
    node: string,
  ): Decision | Promise<Decision> {
    if (access === 'allowed') return allow
    if (access !== 'ifRelated') return refused(access.refused)
    const { namespace, resource, name } = attributes
    if (!name) return refused('No Object name found')
    const graph = this.#graph.current()
    const decisionBy = (leads: boolean): Decision =>
      leads ? allow : refused(`no relationship found between node '${node}' and this object`)
    const vertex = vertexOf(resource, namespace, name)
    if (graph instanceof Promise) return graph.then((loaded) => decisionBy(loaded.leadsTo(node, vertex)))
    return decisionBy(graph.leadsTo(node, vertex))
  }

  async rulesFor(user: UserInfo): Promise<RulesOfUser> {
    const isIncomplete = nodeNameOf(user) !== undefined
    const evaluationErrors = isIncomplete ? ['node authorizer does not support user rule resolution'] : []
    return { resourceRules: [], nonResourceRules: [], isIncomplete, evaluationErrors }
  }
}

function refused(reason: string): Decision {
  return { verdict: 'noOpinion', reason }
}
