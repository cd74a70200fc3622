import type { HealthChecks, HealthReport } from '@knarr/component'
import type { ServerRequest } from '../request/server-request.ts'
import { plainText, type Route } from './route.ts'

/** `/livez`, `/livez/<check>` and their likes. */
export function healthRoute(name: string, checks: HealthChecks): Route {
  const root = `/${name}`
  return {
    get paths() {
      return [root, ...checks.names.map((check) => `${root}/${check}`)]
    },
    handles: (path) => path === root || path.startsWith(`${root}/`),

    async answer({ path, query }: ServerRequest) {
      const check = path.slice(root.length + 1)
      const report = check ? await checks.reportOne(check) : await wholeReport(checks, query)
      if (!report) return plainText(404, '404 page not found\n')
      return plainText(report.code, report.body)
    },
  }
}

function wholeReport(checks: HealthChecks, query: URLSearchParams): Promise<HealthReport> {
  return checks.report({ verbose: query.has('verbose'), exclude: query.getAll('exclude') })
}
