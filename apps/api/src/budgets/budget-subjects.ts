import type { Budget } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { CompiledBudget } from "@agentlattice/core/policy";
import type { KeyRange } from "@agentlattice/db";
import type { OrgConfig } from "../config/org-config.ts";
import type { Principal } from "../http/principal.ts";

/** The subjects whose usage a reader may see, as wire ids of agents; null for all. */
export interface BudgetReader {
  readonly agents: readonly string[] | null;
  /** The agents at the root of sessions and runs. */
  readonly roots: readonly string[] | null;
  /** True when budgets that belong to no agent are shown. */
  readonly shared: boolean;
}

/** Returns what a principal may see: agents what limits them, members their own agents, others everything. @param agent only this agent */
export function readerOf(principal: Principal, config: OrgConfig, agent: string | undefined): BudgetReader {
  const may = visibleAgents(principal, config);
  if (agent === undefined) return { ...may, shared: true };
  const only = (visible: readonly string[] | null) => (visible === null || visible.includes(agent) ? [agent] : []);
  return { agents: only(may.agents), roots: only(may.roots), shared: false };
}

function visibleAgents(principal: Principal, config: OrgConfig): Pick<BudgetReader, "agents" | "roots"> {
  if (principal.kind === "agent") {
    const chain = [...(principal.delegation?.ancestors ?? []).map(({ id }) => id), principal.agentId].map((id) => encodeId("agt", id));
    return { agents: chain, roots: chain.slice(0, 1) };
  }
  if (principal.kind !== "person" || principal.role !== "member") return { agents: null, roots: null };
  const owned = [...config.agents].flatMap(([id, { ownerId }]) => (ownerId === principal.userId ? [encodeId("agt", id)] : []));
  return { agents: owned, roots: owned };
}

/** Above every character of a key. */
const LAST = "~";
const within = (prefix: string): KeyRange => ({ from: prefix, to: prefix + LAST });
/** Returns the range of one key. It ends with a blank, which sorts before every character of a longer key. */
const exactly = (key: string): KeyRange => ({ from: key, to: `${key} ` });

/** Returns the ranges of counter keys that a reader may see. */
export function rangesOf(by: CompiledBudget["by"], prefix: string, { agents, roots, shared }: BudgetReader): KeyRange[] {
  switch (by) {
    case "agent":
      return agents === null ? [within(prefix)] : agents.map((agent) => exactly(prefix + agent));
    case "session":
    case "run": {
      const kind = by === "session" ? "ses" : "run";
      return roots === null ? [within(prefix)] : roots.map((root) => within(`${prefix}${kind}:${root}:`));
    }
    case "organisation":
    case "action":
      return shared ? [within(prefix)] : [];
  }
}

/** Reads the subject from the end of a counter's key. @param names names of agents by their wire id */
export function subjectOf(text: string, type: CompiledBudget["by"], names: ReadonlyMap<string, string>): NonNullable<Budget["subject"]> {
  const named = (id: string | undefined) => (id === undefined ? null : { id, name: names.get(id) ?? id });
  if (type === "agent") return { type, agent: named(text), key: null };
  if (type === "organisation") return { type, agent: null, key: null };
  if (type === "action") return { type, agent: null, key: text };
  const [, root, key = null] = text.split(":");
  return { type, agent: named(root), key: key === "-" ? null : key };
}
