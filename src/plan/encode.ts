import type { PhysicalPlan, PhysicalScan } from './physical.js'
export function encodeScanPlan(_plan: PhysicalPlan, _scan: PhysicalScan): Uint8Array {
  return new Uint8Array(0)
}
export function encodeMergePlan(_plan: PhysicalPlan): Uint8Array {
  return new Uint8Array(0)
}
