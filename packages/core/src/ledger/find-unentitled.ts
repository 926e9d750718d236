import { AUTHORITY_STEP, type AuthorityStep, authorityOf, holderOf } from "./authority-steps.ts";

/** Steps of people and keys in log order, with the sequence numbers of their entries. */
export interface AuthoritySteps {
  readonly steps: readonly AuthorityStep[];
  readonly seqs: readonly number[];
}

/** Entries by people or keys that may not make them. */
export interface Unentitled {
  readonly count: number;
  /** Sequence number of the first. */
  readonly first: number;
}

/**
 * Finds decisions by people whose last recorded role does not decide or who were removed, and actions with a key after its revocation. People
 * without a recorded role, such as the first owner, and keys that are not revoked are not judged, so a part of a log gives no false finding.
 */
export function findUnentitled(parts: readonly AuthoritySteps[]): { readonly people: Unentitled | null; readonly keys: Unentitled | null } {
  const mayDecide = new Map<number, boolean>();
  const revoked = new Set<number>();
  const people: number[] = [];
  const keys: number[] = [];
  for (const { steps, seqs } of parts) {
    for (const [index, step] of steps.entries()) {
      const holder = holderOf(step);
      switch (authorityOf(step)) {
        case AUTHORITY_STEP.personMayDecide:
          mayDecide.set(holder, true);
          break;
        case AUTHORITY_STEP.personMayNot:
          mayDecide.set(holder, false);
          break;
        case AUTHORITY_STEP.keyRevoked:
          revoked.add(holder);
          break;
        case AUTHORITY_STEP.personDecides:
          if (mayDecide.get(holder) === false) people.push(seqs[index] as number);
          break;
        case AUTHORITY_STEP.keyActs:
          if (revoked.has(holder)) keys.push(seqs[index] as number);
      }
    }
  }
  return { people: toUnentitled(people), keys: toUnentitled(keys) };
}

function toUnentitled(seqs: readonly number[]): Unentitled | null {
  const [first] = seqs;
  return first === undefined ? null : { count: seqs.length, first };
}
