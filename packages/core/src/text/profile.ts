/** How many characters of each kind a text has, and how often one kind follows another. */
export interface Profile {
  readonly digits: number;
  readonly lower: number;
  readonly upper: number;
  readonly special: number;
  /** From a letter to a digit or back. */
  readonly turns: number;
  /** From a small letter to a capital one or back. */
  readonly caseTurns: number;
}

const [DIGIT, LOWER, UPPER, SPECIAL] = [0, 1, 2, 3];

export function profileOf(text: string): Profile {
  const kinds = [0, 0, 0, 0];
  let turns = 0;
  let caseTurns = 0;
  let before = SPECIAL;
  for (let i = 0; i < text.length; i++) {
    const kind = kindOf(text.charCodeAt(i));
    kinds[kind] = (kinds[kind] as number) + 1;
    if (kind !== before && kind !== SPECIAL && before !== SPECIAL) {
      if (kind === DIGIT || before === DIGIT) turns++;
      else caseTurns++;
    }
    before = kind;
  }
  const [digits = 0, lower = 0, upper = 0, special = 0] = kinds;
  return { digits, lower, upper, special, turns, caseTurns };
}

function kindOf(code: number): number {
  if (code >= 48 && code <= 57) return DIGIT as number;
  if (code >= 97 && code <= 122) return LOWER as number;
  return (code >= 65 && code <= 90 ? UPPER : SPECIAL) as number;
}
