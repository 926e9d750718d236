/** At most this much of an id says which one it is; the start of ours is only a time. */
const ID_TAIL = 7;

/** `apr_…84sn02q`. Whole where it is copied or read out. */
export function shortId(id: string): string {
  const prefix = id.slice(0, id.indexOf("_") + 1);
  return id.length - prefix.length > ID_TAIL + 1 ? `${prefix}…${id.slice(-ID_TAIL)}` : id;
}

/** Two letters for a mark: `refund-desk` is rd, `Ana Duarte` is AD, `infra` is in. */
export function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)].map((word) => [...(word ?? "")][0]) : [...(words[0] ?? "?")].slice(0, 2);
  return letters.join("");
}

const whole = new Intl.NumberFormat("en");

/** `48,291`. */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** `1 entry`, `2 entries`. */
export function plural(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
