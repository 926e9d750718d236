// The sixth set: written as an independent referee would, without a look at the rules or at the other sets, to tell what a customer sees on text
// that nobody here has seen. Ground rules are the fifth's: a credential is a value that looks live, by its issuer's form or because what stands
// around it says so to a competent reader. Ids, cursors, tags, digests, public and publishable keys, ciphertexts, password hashes, placeholders,
// references to stores of secrets, dummies of tests and examples everybody knows are none. Kinds on which competent referees differ were left out
// from the start: hashes of passwords in files of accounts, DSNs of trackers, cookies, presigned addresses, ids of access keys without their secret.
import { installedFiles } from "./sixth/installed.mjs";
import { leaks } from "./sixth/leaks.mjs";
import { minter } from "./sixth/mint.mjs";
import { ordinary, sections } from "./sixth/templates.mjs";

/** Characters of one text of a kind. */
const SIZE = 4200;
const QUIET = ["quiet-work.txt", "quiet-ops.txt", "quiet-code.txt", "quiet-data.txt"].flatMap(sections);

/** @param {() => number} random @returns {{ kind: string, place: string, value: unknown, secret: string }[]} */
export function sixthLeaks(random) {
  return leaks(minter(random));
}

/** @param {() => number} random @param {number} rounds @param {string} installed a folder of packages @returns {{ kind: string, value: unknown }[]} */
export function sixthQuiet(random, rounds, installed) {
  const m = minter(random);
  const made = m.times(rounds, () => QUIET.map((section) => ({ kind: section.kind, value: ordinary(m, SIZE, section) }))).flat();
  return [...made, ...installedFiles(m, installed)];
}
