import type { ModulePage } from "@agentlattice/contract";
import { describeModules } from "@agentlattice/core/modules";

/** Every module with the schema of its configuration. One page: they are part of the product. */
export function listModules(): ModulePage {
  const data = describeModules().map(({ reason_codes, ...module }) => ({ ...module, reason_codes: [...reason_codes] }));
  return { data: data as ModulePage["data"], has_more: false, next_cursor: null };
}
