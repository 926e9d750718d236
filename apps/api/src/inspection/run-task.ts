import type { Facts, Verdict } from "@agentlattice/core";
import { type InspectedContent, inspectContent } from "@agentlattice/core/modules";
import { type BundleInput, type CompiledBundle, compileBundle, evaluate, type ParsedPolicy } from "@agentlattice/core/policy";
import { moduleTools } from "../actions/module-tools.ts";
import { type PolicyText, readHere } from "../policies/reading/read-here.ts";
import { type Redacted, type RedactionInput, redactValues } from "./redact-values.ts";

/** A task of a thread with its inputs. */
export type Task =
  | {
      readonly kind: "evaluate";
      readonly facts: Facts;
      readonly explain: boolean;
      readonly dataKey: Uint8Array;
      /** Name of the compiled policies; see `SentTask`. */
      readonly bundle: string;
    }
  | { readonly kind: "scan"; readonly content: string; readonly dataKey: Uint8Array }
  | { readonly kind: "redact"; readonly input: RedactionInput; readonly dataKey: Uint8Array }
  | { readonly kind: "read_policy"; readonly text: PolicyText };

export interface TaskResults {
  readonly evaluate: Verdict;
  readonly scan: InspectedContent;
  readonly redact: Redacted[];
  readonly read_policy: ParsedPolicy;
}

/** Runs a task with the same code as the main thread. @param bundles the policy sets of this thread */
function runTask(task: Task, bundles: ReadonlyMap<string, CompiledBundle>): TaskResults[Task["kind"]] {
  switch (task.kind) {
    case "evaluate": {
      const bundle = bundles.get(task.bundle);
      if (!bundle) throw new Error("The policies of this task were not sent.");
      return evaluate(task.facts, bundle, { explain: task.explain, tools: moduleTools({ data: Buffer.from(task.dataKey) }) });
    }
    case "scan":
      return inspectContent(task.content, moduleTools({ data: Buffer.from(task.dataKey) }));
    case "redact":
      return redactValues(task.input, moduleTools({ data: Buffer.from(task.dataKey) }));
    case "read_policy":
      return readHere(task.text);
  }
}

/** A message to a thread. */
export interface SentTask {
  readonly task: Task;
  /** Policies that this thread does not have yet, with their name. */
  readonly policies?: { readonly name: string; readonly source: BundleInput };
  /** Names of evicted policy sets. */
  readonly evicted: readonly string[];
}

/** The start data of a thread. */
export interface ThreadData {
  readonly niceness: number;
}

/** A message of a thread: it is warm and takes tasks, or its task has ended. */
export type FromThread = { readonly kind: "warm" } | Answer;

export type Answer =
  | { readonly kind: "result"; readonly result: TaskResults[Task["kind"]] }
  | { readonly kind: "failed"; readonly reason: string };

/** Returns a function that runs tasks in order and keeps compiled policies. */
export function createRunner(): (sent: SentTask) => Answer {
  const bundles = new Map<string, CompiledBundle>();
  return ({ task, policies, evicted }) => {
    try {
      for (const name of evicted) bundles.delete(name);
      if (policies) bundles.set(policies.name, compileBundle(policies.source));
      return { kind: "result", result: runTask(task, bundles) };
    } catch (error) {
      return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
    }
  };
}
