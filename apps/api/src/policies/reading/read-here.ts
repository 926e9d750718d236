import { type ParsedPolicy, parsePolicy, parsePolicyYaml } from "@agentlattice/core/policy";

/** The text of a policy as JSON or YAML. */
export interface PolicyText {
  readonly yaml?: string;
  readonly json?: string;
}

/** Parses a text on the calling thread. */
export function readHere({ yaml, json = "null" }: PolicyText): ParsedPolicy {
  return yaml === undefined ? parsePolicy(JSON.parse(json)) : parsePolicyYaml(yaml);
}
