import type { PolicySettings, PolicySettingsChange } from "@agentlattice/contract";

const ENVIRONMENTS = ["prod", "staging", "dev"] as const;

/** Returns the changed settings of a form, or null if nothing changed. */
export function changedSettings(now: PolicySettings, chosen: PolicySettings): PolicySettingsChange | null {
  const modes = ENVIRONMENTS.filter((name) => chosen.environment_modes[name] !== now.environment_modes[name]);
  const defaults = ENVIRONMENTS.filter((name) => chosen.environment_defaults[name] !== now.environment_defaults[name]);
  const change: PolicySettingsChange = {
    ...(modes.length > 0 ? { environment_modes: Object.fromEntries(modes.map((name) => [name, chosen.environment_modes[name]])) } : {}),
    ...(defaults.length > 0
      ? { environment_defaults: Object.fromEntries(defaults.map((name) => [name, chosen.environment_defaults[name]])) }
      : {}),
    ...(chosen.default === now.default ? {} : { default: chosen.default }),
    ...(chosen.plan_only === now.plan_only ? {} : { plan_only: chosen.plan_only }),
    ...(chosen.side_effect_free.join() === now.side_effect_free.join() ? {} : { side_effect_free: chosen.side_effect_free }),
    ...(chosen.review_widenings === now.review_widenings ? {} : { review_widenings: chosen.review_widenings }),
  };
  return Object.keys(change).length > 0 ? change : null;
}

/** Parses patterns separated by commas or blanks, without duplicates. */
export function patternsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((pattern) => pattern !== ""))];
}
