import { createHash } from "node:crypto";
import type { Facts, Json, Verdict } from "@agentlattice/core";
import { type InspectedContent, inspectContent } from "@agentlattice/core/modules";
import { type BundleInput, evaluate, type ParsedPolicy } from "@agentlattice/core/policy";
import { moduleTools } from "../actions/module-tools.ts";
import type { OrgConfig } from "../config/org-config.ts";
import { AppError } from "../http/app-error.ts";
import { type PolicyText, readHere } from "../policies/reading/read-here.ts";
import { InlineTime } from "./inline-time.ts";
import { sizeOf } from "./size-of.ts";
import { type NamedPolicies, TaskRefused, ThreadPool, type ThreadPoolOptions } from "./thread-pool.ts";

/** Characters. So many are looked at in a millisecond or less, whatever they are. */
const SHORT = 2 * 1024;
/** Of a policy's text, which is read in some milliseconds. */
const SHORT_POLICY = 8 * 1024;

/** Whose content it is, by which key its findings are recognised again. */
interface Owner {
  readonly orgId: string;
  readonly keys: { readonly data: Buffer };
}

export interface EvaluateCall {
  readonly config: Pick<OrgConfig, "orgId" | "bundle" | "source">;
  readonly facts: Facts;
  readonly keys: { readonly data: Buffer };
  /** Every clause that was looked at. */
  readonly explain?: boolean;
}

/**
 * Looks at what callers send: what is short at once, what is long on threads, where organisations take turns. The answer is the same
 * either way, because both run the same code on the same policies.
 */
export class Inspector {
  readonly #pool: ThreadPool;
  readonly #inline: InlineTime;

  constructor(options: ThreadPoolOptions, inline = new InlineTime()) {
    this.#pool = new ThreadPool(options);
    this.#inline = inline;
  }

  /** Tasks that wait for a thread. */
  get waiting(): number {
    return this.#pool.waiting;
  }

  /** Tasks that a thread is at. */
  get running(): number {
    return this.#pool.running;
  }

  /** What the policies say about a request. @throws AppError INSPECTION_QUEUE_FULL, INSPECTION_TOO_SLOW, SHUTTING_DOWN: nothing is decided then */
  async evaluate({ config, facts, keys, explain = false }: EvaluateCall): Promise<Verdict> {
    const { orgId, bundle, source } = config;
    if (this.#staysHere(orgId, facts.submission as Json))
      return this.#inline.spend(orgId, () => evaluate(facts, bundle, { explain, tools: moduleTools(keys) }));
    const policies = namePolicies(source);
    return refusing(this.#pool.run(orgId, { kind: "evaluate", facts, explain, dataKey: keys.data, bundle: policies.name }, policies));
  }

  /** What `secrets`, `pii` and `content` find in a text by their defaults. @throws AppError as `evaluate` does */
  async scan({ orgId, keys }: Owner, content: string): Promise<InspectedContent> {
    if (this.#staysHere(orgId, content)) return this.#inline.spend(orgId, () => inspectContent(content, moduleTools(keys)));
    return refusing(this.#pool.run(orgId, { kind: "scan", content, dataKey: keys.data }));
  }

  /** Reads the text of a policy. @throws AppError as `evaluate` does */
  async readPolicy(orgId: string, text: PolicyText): Promise<ParsedPolicy> {
    if ((text.yaml ?? text.json ?? "").length <= SHORT_POLICY && this.#inline.isLeft(orgId))
      return this.#inline.spend(orgId, () => readHere(text));
    return refusing(this.#pool.run(orgId, { kind: "read_policy", text }));
  }

  /** Refuses what waits and ends the threads. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  #staysHere(orgId: string, value: Json): boolean {
    return sizeOf(value, SHORT + 1) <= SHORT && this.#inline.isLeft(orgId);
  }
}

const named = new WeakMap<BundleInput, NamedPolicies>();

/** A name that two sets of policies share only when they decide alike. INVARIANT: a policy's hash covers its document. */
function namePolicies(source: BundleInput): NamedPolicies {
  let known = named.get(source);
  if (!known) {
    const policies = source.policies.map(({ document: _, ...policy }) => policy);
    known = {
      name: createHash("sha256")
        .update(JSON.stringify({ ...source, policies }))
        .digest("hex"),
      source,
    };
    named.set(source, known);
  }
  return known;
}

/** What no thread has finished is refused, never let through. */
async function refusing<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof TaskRefused ? toAppError(error) : error;
  }
}

function toAppError({ because }: TaskRefused): AppError {
  switch (because) {
    case "own_line":
      return new AppError("INSPECTION_QUEUE_FULL", {
        detail: "Too many large requests of this organisation are waiting to be inspected. Send fewer at once.",
        retryAfter: 1,
      });
    case "all_lines":
      return new AppError("INSPECTION_QUEUE_FULL", {
        detail: "Too many large requests are waiting to be inspected. Try again in a few seconds.",
        retryAfter: 2,
      });
    case "too_long":
      return new AppError("INSPECTION_TOO_SLOW", {
        detail: "The content could not be inspected in time, so nothing was decided. Send less at once.",
        retryAfter: 5,
      });
    case "stopping":
      return new AppError("SHUTTING_DOWN", { detail: "This process is stopping. Send the request again.", retryAfter: 1 });
  }
}
