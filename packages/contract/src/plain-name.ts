const INVISIBLE = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;

/** Returns a name in one Unicode form, with single spaces. */
export function normaliseName(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").trim();
}

/** Returns the problem with the name of a person or an organisation, or null when it is valid. */
export function plainNameFault(name: string): string | null {
  if (name.length < 1 || name.length > 80) return "must have 1 to 80 characters";
  if (INVISIBLE.test(name)) return "must not contain control or invisible characters";
  return /[<>]|:\/\//.test(name) ? "must not contain < or > or a web address" : null;
}
