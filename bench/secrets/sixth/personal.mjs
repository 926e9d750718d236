// Puts the personal data into their places, and makes the numbers and words that are none.
import { carried, leaves, nameForms } from "./leaks.mjs";
import { PERSONS } from "./persons.mjs";
import { ordinary, sections } from "./templates.mjs";

const PLACES = sections("persons.txt").map(({ kind, way, text }) => ({ place: kind, flags: way.split(" "), text }));
const NONE = sections("impersonal.txt");
/** Characters of one text of a kind. */
const SIZE = 1100;
/** How much oftener a type stands in places of its own than in one that takes all. */
const OWN = 3;

/** @param {object} m a minter @returns {{ type: string, place: string, value: unknown, datum: string }[]} */
export function sixthPersonal(m) {
  return PERSONS.flatMap(([type, flag, weight, names, make]) => {
    const own = PLACES.filter(({ flags }) => flags.includes(flag));
    const places = [...PLACES.filter(({ flags }) => flags.includes("any")), ...m.times(OWN, () => own).flat()];
    return m.times(weight, () => {
      const { place, flags, text } = m.pick(places);
      const datum = make(m);
      const forms = { ...nameForms(m.pick(names)), datum, percent: encodeURIComponent(datum).replaceAll("%20", "+") };
      const filled = m.fill(text).replace(/‹(\w+)›/g, (_, form) => forms[form]);
      const value = flags.includes("json") ? JSON.parse(filled) : carried(m, filled);
      const isPlain = leaves(value).some((leaf) => leaf.includes(datum));
      if (!isPlain && !flags.includes("encoded")) throw new Error(`no ${type} in ${place}: ${filled}`);
      return { type, place, value, datum };
    });
  });
}

/** @returns {{ kind: string, value: unknown }[]} */
export function sixthImpersonal(m, rounds) {
  return m.times(rounds, () => NONE.map((section) => ({ kind: section.kind, value: ordinary(m, SIZE, section) }))).flat();
}
