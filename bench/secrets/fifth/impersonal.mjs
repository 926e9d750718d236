// Numbers and names that identify nobody: what looks like personal data in the traffic of agents and is none. Addresses of private networks,
// loopback and masks count as none, and so do versions, measures, ids and numbers of orders.
import { quiet, templates } from "./templates.mjs";

const SIZE = 1500;
const KINDS = templates("impersonal.txt");

/** @param {object} m @param {number} rounds */
export const fifthImpersonal = (m, rounds) =>
  m.times(rounds, () => KINDS.map(([kind, way, template]) => ({ kind, value: quiet(m, SIZE, way, template) }))).flat();
