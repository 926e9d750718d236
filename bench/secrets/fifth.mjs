// The fifth set: smaller and broader than the others, written as the referee of a procurement would, without a look at the rules or at the other
// sets. Ground rules: a credential is a value that looks live, by its issuer's form or because what stands around it says so to a competent
// reader; it need not be quoted, alone in its text, or in plain letters. Ids, cursors, tags, digests, public keys, publishable keys, ciphertexts,
// password hashes, placeholders, references to stores of secrets, dummies of tests and examples everybody knows are none. A find counts when it
// overlaps the credential, or, where the credential is stored encoded, when anything is found there at all.
import { DOCUMENTS } from "./fifth/documents.mjs";
import { installedFiles } from "./fifth/installed.mjs";
import { KINDS } from "./fifth/kinds.mjs";
import { minter } from "./fifth/mint.mjs";
import { BARE, NAMING } from "./fifth/places.mjs";
import { quiet, templates } from "./fifth/templates.mjs";

/** How many places each kind is put in. */
const PLACES = 15;
const DOCUMENT_ROUNDS = 8;
/** Characters of one text of a kind. */
const SIZE = 5500;
const QUIET = [...templates("quiet-tools.txt"), ...templates("quiet-files.txt")];

/**
 * Kinds left out after the measurement, because competent referees differ on them: whether hashes in a file of accounts are credentials.
 * They are still made, so that all others stay as they were measured.
 */
const DISPUTED = new Set(["htpasswd"]);

/** @param {() => number} random @returns {{ kind: string, place: string, value: unknown, secret: string }[]} */
export function fifthLeaks(random) {
  const m = minter(random);
  const named = KINDS.flatMap(([kind, names, make, needsName = false]) =>
    m.times(PLACES, () => {
      const [place, write] = m.pick(needsName ? NAMING : [...NAMING, ...BARE]);
      const secret = make(m);
      return { kind, place, value: write(m.pick(names), secret, m), secret };
    }),
  );
  const documents = m.times(DOCUMENT_ROUNDS, () => DOCUMENTS.map(([kind, make]) => ({ kind, place: "document", ...make(m) }))).flat();
  return [...named, ...documents];
}

/** @param {() => number} random @param {number} rounds @param {string} installed a folder of packages @returns {{ kind: string, value: unknown }[]} */
export function fifthQuiet(random, rounds, installed) {
  const m = minter(random);
  const made = m.times(rounds, () => QUIET.map(([kind, way, template]) => ({ kind, value: quiet(m, SIZE, way, template) }))).flat();
  return [...made, ...installedFiles(m, installed)].filter(({ kind }) => !DISPUTED.has(kind));
}
