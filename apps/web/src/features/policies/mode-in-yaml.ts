import type { PolicySummary } from "@agentlattice/contract";

type Mode = PolicySummary["mode"];

const MODE_LINE = /^( +mode: *)(enforce|monitor|report_only)([ \t]*(?:#.*)?)$/m;
const SPEC_LINE = /^spec:[ \t]*(?:#.*)?$/m;

/** Returns the mode of a policy text, or null if the text writes it in a form that only its author should change. */
export function modeIn(text: string): Mode | null {
  const match = MODE_LINE.exec(text);
  if (match) return match[2] as Mode;
  return SPEC_LINE.test(text) && !/^\s+["']?mode["']?\s*:/m.test(text) ? "enforce" : null;
}

/** Returns the text with another mode. Changes the mode's line, or adds one as the first of `spec`. */
export function withMode(text: string, mode: Mode): string {
  if (MODE_LINE.test(text)) return text.replace(MODE_LINE, `$1${mode}$3`);
  return text.replace(SPEC_LINE, (line) => `${line}\n  mode: ${mode}`);
}
