import type { Facts, Verdict } from "@agentlattice/core";
import { type InspectedContent, inspectContent } from "@agentlattice/core/modules";
import { type BundleInput, type CompiledBundle, compileBundle, evaluate, type ParsedPolicy } from "@agentlattice/core/policy";
import { moduleTools } from "../actions/module-tools.ts";
import { type PolicyText, readHere } from "../policies/reading/read-here.ts";

/** What a thread can do, and what it needs for it. */
export type Task =
  | {
      readonly kind: "evaluate";
      readonly facts: Facts;
      readonly explain: boolean;
      readonly dataKey: Uint8Array;
      /** Names the compiled policies; see `SentTask`. */
      readonly bundle: string;
    }
  | { readonly kind: "scan"; readonly content: string; readonly dataKey: Uint8Array }
  | { readonly kind: "read_policy"; readonly text: PolicyText };

export interface TaskResults {
  readonly evaluate: Verdict;
  readonly scan: InspectedContent;
  readonly read_policy: ParsedPolicy;
}

/** Does a task with the same code as the serving thread. @param bundles those that were sent to this thread */
function runTask(task: Task, bundles: ReadonlyMap<string, CompiledBundle>): TaskResults[Task["kind"]] {
  switch (task.kind) {
    case "evaluate": {
      const bundle = bundles.get(task.bundle);
      if (!bundle) throw new Error("the policies of this task were not sent");
      return evaluate(task.facts, bundle, { explain: task.explain, tools: moduleTools({ data: Buffer.from(task.dataKey) }) });
    }
    case "scan":
      return inspectContent(task.content, moduleTools({ data: Buffer.from(task.dataKey) }));
    case "read_policy":
      return readHere(task.text);
  }
}

/** What is sent to a thread. */
export interface SentTask {
  readonly task: Task;
  /** Policies that this thread has not seen, by their name. */
  readonly policies?: { readonly name: string; readonly source: BundleInput };
  /** Names of those that will not be asked for again. */
  readonly forget: readonly string[];
}

export type Answer = { readonly result: TaskResults[Task["kind"]] } | { readonly failed: string };

/** Answers tasks one after the other, and keeps the policies it was sent, compiled. */
export function createRunner(): (sent: SentTask) => Answer {
  const bundles = new Map<string, CompiledBundle>();
  return ({ task, policies, forget }) => {
    try {
      for (const name of forget) bundles.delete(name);
      if (policies) bundles.set(policies.name, compileBundle(policies.source));
      return { result: runTask(task, bundles) };
    } catch (error) {
      return { failed: error instanceof Error ? error.message : String(error) };
    }
  };
}
