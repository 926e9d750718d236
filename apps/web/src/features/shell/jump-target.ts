export interface Jump {
  readonly href: string;
  readonly name: string;
}

/** Types of objects with a page of their own. All other ids are looked up in the ledger. */
const PAGES: Readonly<Record<string, { path: string; name: string }>> = {
  apr: { path: "/approvals", name: "Approval" },
  agt: { path: "/agents", name: "Agent" },
  hlt: { path: "/agents/halts", name: "Halt" },
  pol: { path: "/policies", name: "Policy" },
  del: { path: "/delegations", name: "Delegation" },
};

/** Returns the destination for a pasted id, entry number or leaf hash, or null for other text. */
export function jumpTarget(text: string): Jump | null {
  const given = text.trim();
  const prefix = /^([a-z]{2,3})_[0-7][0-9a-hjkmnp-tv-z]{25}$/.exec(given)?.[1];
  const page = prefix && PAGES[prefix];
  if (page) return { href: `${page.path}/${given}`, name: `${page.name} ${given}` };
  if (prefix || /^[0-9a-f]{64}$/.test(given)) return { href: `/audit?q=${given}`, name: `Entries with ${given}` };
  const seq = given.replace(/^#/, "").replaceAll(",", "");
  return /^\d{1,15}$/.test(seq) ? { href: `/audit?entry=${Number(seq)}`, name: `Entry ${given}` } : null;
}

/** Returns a link to the entries of an action type or prefix: `refund` means `refund.*`. */
export function entriesAbout(text: string): Jump | null {
  const given = text.trim();
  if (!/^[a-z][\w-]{0,63}(\.[\w-]{1,64}){0,8}\.?$/i.test(given)) return null;
  const whole = given.includes(".") && !given.endsWith(".");
  const pattern = whole ? given : `${given.replace(/\.$/, "")}.*`;
  return { href: `/audit?action=${encodeURIComponent(pattern)}`, name: `Entries about ${pattern}` };
}
