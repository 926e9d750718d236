import { createHash } from "node:crypto";
import type { Facts, Json, Verdict } from "@agentlattice/core";
import { type InspectedContent, inspectContent } from "@agentlattice/core/modules";
import { type BundleInput, evaluate, type ParsedPolicy } from "@agentlattice/core/policy";
import type { QueueOwner } from "@agentlattice/db";
import { moduleTools } from "../actions/module-tools.ts";
import type { OrgConfig } from "../config/org-config.ts";
import { AppError } from "../http/app-error.ts";
import { type PolicyText, readHere } from "../policies/reading/read-here.ts";
import { InlineTime } from "./inline-time.ts";
import type { NamedPolicies } from "./known-policies.ts";
import { queueFull } from "./queue-full.ts";
import { type Redacted, type RedactionInput, redactValues } from "./redact-values.ts";
import { sizeOf } from "./size-of.ts";
import { TaskRefused } from "./task-refused.ts";
import { ThreadPool, type ThreadPoolOptions } from "./thread-pool.ts";

/** Characters that can be inspected within a few milliseconds, whatever their content. */
const TINY = 2 * 1024;
/** Characters that can be inspected within about 30 ms, whatever their content. */
const SHORT = 16 * 1024;
/** Characters of a policy's text that are parsed within a few milliseconds. */
const SHORT_POLICY = 8 * 1024;

/** The owner of the content and the key for fingerprints of findings. */
interface Owner extends QueueOwner {
  readonly keys: { readonly data: Buffer };
}

export interface EvaluateCall {
  readonly config: Pick<OrgConfig, "orgId" | "bundle" | "source">;
  readonly facts: Facts;
  readonly keys: { readonly data: Buffer };
  /** Key or person that waits, as in the scope of its organisation. */
  readonly caller: string;
  /** True to include every evaluated condition. */
  readonly explain?: boolean;
}

/**
 * Inspects requests: short content on the main thread, long content on other threads, where organisations and their callers take turns. Both run the same code,
 * so the result is the same.
 */
export class Inspector {
  readonly #pool: ThreadPool;
  readonly #inline: InlineTime;
  #isStarting = false;

  constructor(options: ThreadPoolOptions, inline = new InlineTime()) {
    this.#pool = new ThreadPool(options);
    this.#inline = inline;
  }

  /** Number of tasks that wait for a thread. */
  get waiting(): number {
    return this.#pool.waiting;
  }

  /** Number of tasks that threads are running. */
  get running(): number {
    return this.#pool.running;
  }

  /** False from the call of `start` until every thread is warm. */
  get isReady(): boolean {
    return !this.#isStarting;
  }

  /** Starts the threads and warms them up, so that the first requests are served as fast as later ones. @throws Error when a thread does not start */
  async start(): Promise<void> {
    this.#isStarting = true;
    await this.#pool.start();
    this.#isStarting = false;
  }

  /** Evaluates a request. @throws AppError INSPECTION_QUEUE_FULL, INSPECTION_TOO_SLOW, SHUTTING_DOWN; the request is then undecided */
  async evaluate({ config, facts, keys, caller, explain = false }: EvaluateCall): Promise<Verdict> {
    const { orgId, bundle, source } = config;
    const length = lengthOf(facts.submission as Json);
    if (this.#staysHere(orgId, length))
      return this.#inline.spend(orgId, () => evaluate(facts, bundle, { explain, tools: moduleTools(keys) }));
    const policies = namePolicies(source);
    const task = { kind: "evaluate", facts, explain, dataKey: keys.data, bundle: policies.name } as const;
    return refusing(this.#pool.run({ orgId, caller }, task, { length: laneOf(length), policies }));
  }

  /** Scans a text with the default `secrets`, `pii` and `content` modules. @throws AppError like `evaluate` */
  async scan({ orgId, caller, keys }: Owner, content: string): Promise<InspectedContent> {
    const length = lengthOf(content);
    if (this.#staysHere(orgId, length)) return this.#inline.spend(orgId, () => inspectContent(content, moduleTools(keys)));
    return refusing(this.#pool.run({ orgId, caller }, { kind: "scan", content, dataKey: keys.data }, { length: laneOf(length) }));
  }

  /** Removes what must not be stored from objects. @throws AppError like `evaluate` */
  async redact({ orgId, caller, keys }: Owner, input: RedactionInput): Promise<Redacted[]> {
    const length = lengthOf(input.values as Json);
    if (this.#staysHere(orgId, length)) return this.#inline.spend(orgId, () => redactValues(input, moduleTools(keys)));
    return refusing(this.#pool.run({ orgId, caller }, { kind: "redact", input, dataKey: keys.data }, { length: laneOf(length) }));
  }

  /** Parses the text of a policy. @throws AppError like `evaluate` */
  async readPolicy({ orgId, caller }: QueueOwner, text: PolicyText): Promise<ParsedPolicy> {
    if ((text.yaml ?? text.json ?? "").length <= SHORT_POLICY && this.#inline.isLeft(orgId))
      return this.#inline.spend(orgId, () => readHere(text));
    return refusing(this.#pool.run({ orgId, caller }, { kind: "read_policy", text }, { length: "long" }));
  }

  /** Rejects waiting tasks and ends the threads. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  #staysHere(orgId: string, length: number): boolean {
    return length <= TINY && this.#inline.isLeft(orgId);
  }
}

/** Returns the number of characters of a value, up to the first that makes it long. */
const lengthOf = (value: Json) => sizeOf(value, SHORT + 1);
const laneOf = (length: number) => (length <= SHORT ? "short" : "long");

const named = new WeakMap<BundleInput, NamedPolicies>();

/** Returns a name that identifies a set of policies by their hashes. INVARIANT: a policy's hash covers its document. */
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

/** Converts an unfinished task to an error, so that it is never allowed. */
async function refusing<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof TaskRefused ? toAppError(error) : error;
  }
}

function toAppError({ because }: TaskRefused): AppError {
  switch (because) {
    case "own_queue":
    case "all_queues":
      return queueFull(because);
    case "too_long":
      return new AppError("INSPECTION_TOO_SLOW", {
        detail: "The content could not be inspected in time, so nothing was decided. Send less at once.",
        retryAfter: 5,
      });
    case "stopping":
      return new AppError("SHUTTING_DOWN", { detail: "This process is stopping. Send the request again.", retryAfter: 1 });
  }
}
