import { logRoutes } from './container-logs.ts'
import { podRoutes } from './pods.ts'
import { reportRoutes } from './reports.ts'
import type { Route } from './route.ts'
import { runRoutes } from './run.ts'

/** Everything a kubelet answers that is not a stream. */
export const routes: readonly Route[] = [...reportRoutes, ...podRoutes, ...logRoutes, ...runRoutes]
