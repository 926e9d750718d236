export interface Jump {
  readonly href: string;
  readonly name: string;
}

/** Where a pasted id or entry number leads, or `null` when it is neither. */
export function jumpTarget(text: string): Jump | null {
  const given = text.trim();
  const [, prefix] = /^(apr|pol)_[0-7][0-9a-hjkmnp-tv-z]{25}$/.exec(given) ?? [];
  if (prefix === "apr") return { href: `/approvals/${given}`, name: `Approval ${given}` };
  if (prefix === "pol") return { href: `/policies/${given}`, name: `Policy ${given}` };
  const seq = given.replaceAll(",", "");
  return /^\d{1,15}$/.test(seq) ? { href: `/audit?entry=${Number(seq)}`, name: `Entry ${given}` } : null;
}
