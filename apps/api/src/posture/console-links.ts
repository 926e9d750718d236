import type { ComponentScore, Posture, Target } from "@agentlattice/core/posture";

const PAGES = {
  agents: "/agents",
  new_agent: "/agents/new",
  policies: "/policies",
  new_policy: "/policies/new",
  invite: "/settings/invitations?open=invite",
  members: "/settings/members",
  organisation_keys: "/settings/keys",
  verify_ledger: "/audit?open=verify",
  export_ledger: "/audit?open=export",
} as const;

/** Returns the console path of a target. */
export function hrefOf(target: Target): string {
  switch (target.view) {
    case "agent":
      return `/agents/${target.id}`;
    case "policy":
      return `/policies/${target.id}`;
    case "approvals":
      return `/approvals${queryOf({ tab: target.tab })}`;
    case "audit":
      return `/audit${queryOf({ ...target.filters })}`;
    default:
      return PAGES[target.view];
  }
}

function queryOf(filters: Readonly<Record<string, string | undefined>>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value !== undefined) given.set(name, value);
  return given.size === 0 ? "" : `?${given}`;
}

/** Replaces the target of a value by its console path. */
function linked<T extends { readonly target: Target }>({ target, ...rest }: T) {
  return { ...rest, href: hrefOf(target) };
}

/** Replaces all targets of a score by console paths. */
export function linkPosture({ score, components }: Posture) {
  return { score, components: Object.fromEntries(Object.entries(components).map(([name, one]) => [name, linkComponent(one)])) };
}

function linkComponent({ evidence, advice, ...rest }: ComponentScore) {
  return {
    ...rest,
    evidence: evidence.map((one) => ({ ...linked(one), ...(one.rows ? { rows: one.rows.map(linked) } : {}) })),
    advice: advice.map((one) => ({ ...one, action: linked(one.action) })),
  };
}
