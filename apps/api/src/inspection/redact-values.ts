import type { Facts, Finding, Json } from "@agentlattice/core";
import { eventScanner, type ModuleTools, redactOutcome } from "@agentlattice/core/policy";

/** Objects that an agent wants to have stored. */
export interface RedactionInput {
  readonly facts: Facts;
  readonly values: readonly JsonObject[];
  /** True to redact personal data as well as credentials. */
  readonly personalData: boolean;
}

type JsonObject = Readonly<Record<string, Json>>;

/** An object without what must not be stored. Paths of the findings begin at the object. */
export interface Redacted {
  readonly value: JsonObject;
  readonly findings: readonly Finding[];
}

const PREFIX = "metadata.";
const scanners = { secrets: eventScanner(false), all: eventScanner(true) };

/** Removes credentials, and personal data if requested, from each object. An object that could not be scanned completely is replaced. */
export function redactValues({ facts, values, personalData }: RedactionInput, tools: ModuleTools): Redacted[] {
  const scanner = personalData ? scanners.all : scanners.secrets;
  return values.map((metadata) => {
    const { outcome, findings } = redactOutcome({ metadata }, [scanner], facts, tools);
    const relative = findings.map((found) => ({
      ...found,
      path: found.path.startsWith(PREFIX) ? found.path.slice(PREFIX.length) : found.path,
    }));
    return { value: outcome.metadata ?? { withheld: outcome.message ?? null }, findings: relative };
  });
}
