import { ACTION_PATTERN } from "@agentlattice/core/action-pattern";

/** Parses `pr.merge, doc.*` into a list. Line breaks and commas separate items. */
export function readCapabilities(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))];
}

/** Returns what is wrong with a list of capabilities, or null. The API validates it again. */
export function capabilityProblem(capabilities: readonly string[]): string | null {
  if (capabilities.length === 0) return "Enter at least one action, such as pr.merge.";
  const invalid = capabilities.find((capability) => !ACTION_PATTERN.test(capability));
  return invalid === undefined ? null : `${invalid} is not an action. Use pr.merge, pr.*, tool.mcp__github__* or *.`;
}

export type LabelsRead = { readonly ok: true; readonly labels: Record<string, string> } | { readonly ok: false; readonly problem: string };

/** Parses `team=platform, tier=1` into labels. */
export function readLabels(text: string): LabelsRead {
  const labels: Record<string, string> = {};
  for (const part of text.split(",").map((piece) => piece.trim())) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = part.slice(0, Math.max(0, equals)).trim();
    if (!/^[a-z][a-z0-9_-]{0,62}$/.test(name)) return { ok: false, problem: `${part} is not a label. Use the form team=platform.` };
    labels[name] = part.slice(equals + 1).trim();
  }
  return { ok: true, labels };
}

export function writeLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
}

export const ENVIRONMENT = { prod: "Production", staging: "Staging", dev: "Development" } as const;
export const ENVIRONMENTS = ["prod", "staging", "dev"] as const;
