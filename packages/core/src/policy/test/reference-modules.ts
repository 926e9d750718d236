import type { Condition } from "../../conditions/condition.ts";
import type { Facts } from "../../model/facts.ts";
import type { Policy } from "../document/document.ts";

type Modules = NonNullable<Policy["spec"]["modules"]>;

/** The combined answer of one policy's modules: a denial, a required approval, and the obligations. */
export interface ReferenceModules {
  readonly denial: string | null;
  readonly asks: boolean;
  readonly duties: readonly string[];
}

/** Evaluates the modules that generate.ts configures in the simplest possible way. A plain denial takes precedence over one of memory. */
export function referenceModules(modules: Modules, facts: Facts, holds: (condition: Condition) => boolean): ReferenceModules {
  const { tool, memory } = facts.submission as { tool?: { name: string }; memory?: { op: string; scope: string; class: string } };
  const listed = !tool || !modules.registry?.tools || modules.registry.tools.some(({ name }) => name === tool.name);
  const asks = !listed && modules.registry?.unlisted === "approve";
  const kept = (modules.contract?.pre ?? []).every((clause) => holds(clause.holds));
  const forgets = memory !== undefined && !permits(modules.memory, memory);
  const summary = !forgets && memory?.op === "write" && (modules.memory?.summarize ?? []).some((one) => one === memory.class);
  const denial = !listed && !asks ? "REGISTRY_DENIED" : kept ? (forgets ? "MEMORY_DENIED" : null) : "CONTRACT_FAILED";
  return { denial, asks, duties: summary ? ["store_summary_only"] : [] };
}

function permits(config: Modules["memory"], memory: { op: string; scope: string; class: string }): boolean {
  const rules: Partial<Record<string, readonly string[]>> | undefined = memory.op === "write" ? config?.write : config?.read;
  return rules === undefined || (rules[memory.scope] ?? []).includes(memory.class);
}
