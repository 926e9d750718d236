import { type ParsedPolicy, parsePolicy, parsePolicyYaml } from "@agentlattice/core/policy";

/** A policy's text, in one of both forms. */
export interface PolicyText {
  readonly yaml?: string;
  readonly json?: string;
}

/** Reads a text on the thread that calls. */
export function readHere({ yaml, json = "null" }: PolicyText): ParsedPolicy {
  return yaml === undefined ? parsePolicy(JSON.parse(json)) : parsePolicyYaml(yaml);
}
