import type { Budget } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { CompiledBudget, ModuleTools } from "@agentlattice/core/policy";
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
  /** The only run or session that is shown, by the fingerprint of its id; null for all subjects. */
  readonly only: { readonly by: "run" | "session"; readonly fingerprint: string } | null;
}

/** The subjects that a list asks for. */
export interface SubjectFilter {
  readonly agent?: string | undefined;
  readonly run?: string | undefined;
  readonly session?: string | undefined;
}

/** Returns the subjects that a principal may see: an agent the budgets that limit it, a member their own agents, everyone else all. */
export function readerOf(
  principal: Principal,
  config: OrgConfig,
  { agent, run, session }: SubjectFilter,
  tools: ModuleTools,
): BudgetReader {
  const may = visibleAgents(principal, config);
  const only =
    run !== undefined ? fingerprinted("run", run, tools) : session !== undefined ? fingerprinted("session", session, tools) : null;
  // A key of a session begins with the agent at its root, so the key of one session is looked up for each agent.
  const roots = only === null ? may.roots : (may.roots ?? [...config.agents.keys()].map((id) => encodeId("agt", id)));
  if (agent === undefined) return { agents: may.agents, roots, shared: true, only };
  const onlyThis = (visible: readonly string[] | null) => (visible === null || visible.includes(agent) ? [agent] : []);
  return { agents: onlyThis(may.agents), roots: onlyThis(roots), shared: false, only };
}

function fingerprinted(by: "run" | "session", id: string, tools: ModuleTools): BudgetReader["only"] {
  return { by, fingerprint: tools.fingerprint(id) };
}

function visibleAgents(principal: Principal, config: OrgConfig): { agents: readonly string[] | null; roots: readonly string[] | null } {
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
export function rangesOf(by: CompiledBudget["by"], prefix: string, { agents, roots, shared, only }: BudgetReader): KeyRange[] {
  if (only !== null && only.by !== by) return [];
  switch (by) {
    case "agent":
      return agents === null ? [within(prefix)] : agents.map((agent) => exactly(prefix + agent));
    case "session":
    case "run": {
      const kind = by === "session" ? "ses" : "run";
      if (roots === null) return [within(prefix)];
      return roots.map((root) =>
        only === null ? within(`${prefix}${kind}:${root}:`) : exactly(`${prefix}${kind}:${root}:${only.fingerprint}`),
      );
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
