import { parentPort } from "node:worker_threads";
import type { ParsedPolicy } from "@agentlattice/core/policy";
import { type PolicyText, readHere } from "./read-here.ts";

/** A text to read; the answer carries the same number. */
export interface ReadingTask extends PolicyText {
  readonly id: number;
}

export interface ReadingAnswer {
  readonly id: number;
  readonly parsed: ParsedPolicy;
}

parentPort?.on("message", ({ id, ...text }: ReadingTask) => {
  parentPort?.postMessage({ id, parsed: readHere(text) } satisfies ReadingAnswer);
});
