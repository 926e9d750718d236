export interface Jump {
  readonly href: string;
  readonly name: string;
}

/** What has a page of its own. Every other id is found in the ledger. */
const PLACES: Readonly<Record<string, { path: string; name: string }>> = {
  apr: { path: "/approvals", name: "Approval" },
  agt: { path: "/agents", name: "Agent" },
  pol: { path: "/policies", name: "Policy" },
  del: { path: "/delegations", name: "Delegation" },
};

/** Where a pasted id, entry number or leaf hash leads, or `null` when it is none of them. */
export function jumpTarget(text: string): Jump | null {
  const given = text.trim();
  const prefix = /^([a-z]{2,3})_[0-7][0-9a-hjkmnp-tv-z]{25}$/.exec(given)?.[1];
  const place = prefix && PLACES[prefix];
  if (place) return { href: `${place.path}/${given}`, name: `${place.name} ${given}` };
  if (prefix || /^[0-9a-f]{64}$/.test(given)) return { href: `/audit?q=${given}`, name: `Entries with ${given}` };
  const seq = given.replace(/^#/, "").replaceAll(",", "");
  return /^\d{1,15}$/.test(seq) ? { href: `/audit?entry=${Number(seq)}`, name: `Entry ${given}` } : null;
}

/** The ledger's entries about what looks like an action or the beginning of one: `refund` means `refund.*`. */
export function entriesAbout(text: string): Jump | null {
  const given = text.trim();
  if (!/^[a-z][\w-]{0,63}(\.[\w-]{1,64}){0,8}\.?$/i.test(given)) return null;
  const whole = given.includes(".") && !given.endsWith(".");
  const pattern = whole ? given : `${given.replace(/\.$/, "")}.*`;
  return { href: `/audit?action=${encodeURIComponent(pattern)}`, name: `Entries about ${pattern}` };
}
