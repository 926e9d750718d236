import type { BundleInput } from "@agentlattice/core/policy";
import type { SentTask } from "./run-task.ts";

/** A set of policies with a name that depends on its content. */
export interface NamedPolicies {
  readonly name: string;
  readonly source: BundleInput;
}

/** Maximum number of policy sets that a thread keeps compiled. */
const MAX_KNOWN = 50;

/** Tracks the policy sets of one thread, so that each is sent once. The least recently used are evicted. */
export class KnownPolicies {
  readonly #names = new Set<string>();

  /** Returns the data to send with a task that needs these policies. */
  toSend(policies: NamedPolicies): Pick<SentTask, "policies" | "evicted"> {
    const isKnown = this.#names.delete(policies.name);
    this.#names.add(policies.name);
    if (isKnown) return { evicted: [] };
    const evicted = [...this.#names].slice(0, -MAX_KNOWN);
    for (const name of evicted) this.#names.delete(name);
    return { policies, evicted };
  }
}
