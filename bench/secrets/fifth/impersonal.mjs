// Numbers and names that identify nobody: what looks like personal data in the traffic of agents and is none. Loopback and masks count
// as none, and so do versions, measures, ids and numbers of orders.
import { quiet, templates } from "./templates.mjs";

const SIZE = 1500;
/** Left out after the measurement: competent referees differ on whether an address of a private network is an address of a person's device. */
const DISPUTED = new Set(["private addresses"]);
const KINDS = templates("impersonal.txt");

/** @param {object} m @param {number} rounds */
export const fifthImpersonal = (m, rounds) =>
  m
    .times(rounds, () => KINDS.map(([kind, way, template]) => ({ kind, value: quiet(m, SIZE, way, template) })))
    .flat()
    .filter(({ kind }) => !DISPUTED.has(kind));
