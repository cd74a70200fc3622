export type { Controller, ReconcileContext, Result, SetupContext } from './controller.ts'
