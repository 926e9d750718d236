/** `pr.merge, doc.*` as a list; line breaks and commas separate. */
export function readCapabilities(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))];
}

const CAPABILITY = /^(\*|[a-z][a-z0-9_]*([.:-][a-z0-9_]+)*(\.\*)?)$/;

/** What is wrong with a list of capabilities, or `null`. The API decides again. */
export function capabilityProblem(capabilities: readonly string[]): string | null {
  if (capabilities.length === 0) return "Name at least one action, such as pr.merge.";
  const odd = capabilities.find((capability) => !CAPABILITY.test(capability));
  return odd === undefined ? null : `${odd} is no action. Write pr.merge, pr.* or *.`;
}

export type LabelsRead = { readonly ok: true; readonly labels: Record<string, string> } | { readonly ok: false; readonly problem: string };

/** `team=platform, tier=1` as labels. */
export function readLabels(text: string): LabelsRead {
  const labels: Record<string, string> = {};
  for (const part of text.split(",").map((piece) => piece.trim())) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = part.slice(0, Math.max(0, equals)).trim();
    if (!/^[a-z][a-z0-9_-]{0,62}$/.test(name)) return { ok: false, problem: `${part} is no label. Write team=platform.` };
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
