import type { SentTask } from "./run-task.ts";
import type { NamedPolicies } from "./thread-pool.ts";

/** How many organisations' policies a thread keeps compiled. */
const MAX_KNOWN = 50;

/** Which policies one thread has, so that they travel once: the least recently used give way. */
export class KnownPolicies {
  readonly #names = new Set<string>();

  /** What must be sent with a task that needs these policies. */
  toSend(policies: NamedPolicies): Pick<SentTask, "policies" | "forget"> {
    const isKnown = this.#names.delete(policies.name);
    this.#names.add(policies.name);
    if (isKnown) return { forget: [] };
    const forget = [...this.#names].slice(0, -MAX_KNOWN);
    for (const name of forget) this.#names.delete(name);
    return { policies, forget };
  }
}
