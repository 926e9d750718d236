/** Number of trailing characters shown of an id. The start of our ids encodes only a time. */
const ID_TAIL = 7;

/** Abbreviates an id: `apr_…84sn02q`. */
export function shortId(id: string): string {
  const prefix = id.slice(0, id.indexOf("_") + 1);
  return id.length - prefix.length > ID_TAIL + 1 ? `${prefix}…${id.slice(-ID_TAIL)}` : id;
}

/** Returns two letters for a mark: `refund-desk` becomes rd, `Ana Duarte` AD, `infra` in. */
export function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)].map((word) => [...(word ?? "")][0]) : [...(words[0] ?? "?")].slice(0, 2);
  return letters.join("");
}

const whole = new Intl.NumberFormat("en");

/** Formats an integer: `48,291`. */
export function formatCount(value: number): string {
  return whole.format(value);
}

const amount = new Intl.NumberFormat("en", { maximumFractionDigits: 6 });

/** Formats an amount: `48,291.5`. */
export function formatAmount(value: number): string {
  return amount.format(value);
}

/** Formats a count with its noun: `1 entry`, `2 entries`. */
export function plural(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
