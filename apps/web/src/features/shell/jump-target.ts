export interface Jump {
  readonly href: string;
  readonly name: string;
}

const PLACES: Readonly<Record<string, { path: string; name: string }>> = {
  apr: { path: "/approvals", name: "Approval" },
  agt: { path: "/agents", name: "Agent" },
  pol: { path: "/policies", name: "Policy" },
  del: { path: "/delegations", name: "Delegation" },
};

/** Where a pasted id or entry number leads, or `null` when it is neither. */
export function jumpTarget(text: string): Jump | null {
  const given = text.trim();
  const prefix = /^([a-z]{3})_[0-7][0-9a-hjkmnp-tv-z]{25}$/.exec(given)?.[1] ?? "";
  const place = PLACES[prefix];
  if (place) return { href: `${place.path}/${given}`, name: `${place.name} ${given}` };
  const seq = given.replaceAll(",", "");
  return /^\d{1,15}$/.test(seq) ? { href: `/audit?entry=${Number(seq)}`, name: `Entry ${given}` } : null;
}
