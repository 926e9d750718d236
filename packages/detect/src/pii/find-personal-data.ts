import { mergeOverlaps } from "../findings.ts";
import type { Layer } from "../normalize/layers.ts";
import { findDocuments } from "./find-documents.ts";
import { findEmails } from "./find-emails.ts";
import { findIbans } from "./find-ibans.ts";
import { findIpAddresses } from "./find-ip-addresses.ts";
import { findNationalIds } from "./find-national-ids.ts";
import { findNumbers } from "./find-numbers.ts";
import type { PhoneBudget } from "./find-phone.ts";
import { hintOf } from "./name-hint.ts";
import { namedSpansIn } from "./named-spans/named-spans.ts";
import { wordsIn } from "./named-spans/words.ts";
import { type Hint, type NationalId, PII_TYPES, type PiiFinding } from "./types.ts";

/** Types in the order of precedence: the earlier one wins when two types match the same characters. */
const FIRST = "email iban card us_ssn it_codice_fiscale uk_nino es_dni ip_address passport date_of_birth phone".split(" ");
const PRECEDENCE = [...FIRST, ...PII_TYPES];

/** State that the texts of one request share. */
export interface PiiScan extends PhoneBudget {
  readonly nationalIds: readonly NationalId[];
  /** Meanings of names that occurred before; the names of list items and table columns repeat. */
  readonly hints: Map<string, Hint>;
}

/**
 * Returns the personal data of a text, in order, without overlaps, also behind the encodings that its layers resolve.
 * @param name - path of the JSON member that holds the text
 */
export function findPersonalData(layers: readonly Layer[], name: string, scan: PiiScan): PiiFinding[] {
  const found = layers.flatMap(({ text, locate }) => findInText(text, name, scan).map((finding) => ({ ...finding, ...locate(finding) })));
  return found.length < 2 ? found : mergeOverlaps(found, ({ type }) => -PRECEDENCE.indexOf(type));
}

function findInText(text: string, name: string, scan: PiiScan): PiiFinding[] {
  const hint = knownHint(name, scan);
  const found = findEmails(text);
  if (/\d/.test(text) || hint !== "none") {
    const words = wordsIn(text);
    const named = namedSpansIn(text, hint, words, (label) => knownHint(label, scan));
    found.push(
      ...findIbans(text),
      ...findNumbers(text, words, named, scan),
      ...findDocuments(text, named),
      ...findIpAddresses(text, named),
    );
    if (scan.nationalIds.length > 0) found.push(...findNationalIds(text, name, scan.nationalIds));
  }
  return found.length < 2 ? found : mergeOverlaps(found, ({ type }) => -PRECEDENCE.indexOf(type));
}

function knownHint(name: string, { hints }: PiiScan): Hint {
  let hint = hints.get(name);
  if (hint === undefined) {
    hint = hintOf(name);
    hints.set(name, hint);
  }
  return hint;
}
