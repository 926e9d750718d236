import { DelegationInput, type ModulePage } from "@agentlattice/contract";
import { describeControls, describeModules } from "@agentlattice/core/policy";
import { z } from "zod";

/** Lists the modules with their configuration schemas on one page. */
export function listModules(): ModulePage {
  const { $schema: _, ...delegation } = z.toJSONSchema(z.strictObject(DelegationInput.shape), { io: "input", unrepresentable: "any" });
  const { before, after } = describeControls(delegation as Parameters<typeof describeControls>[0]);
  const data = [...before, ...describeModules(), ...after].map(({ reason_codes, ...module }) => ({
    ...module,
    reason_codes: [...reason_codes],
  }));
  return { data: data as ModulePage["data"], has_more: false, next_cursor: null };
}
