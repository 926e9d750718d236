/** Three-valued logic (Kleene). The numbers make `not` a subtraction, `all` a minimum and `any` a maximum. */
export const FALSE = 0 as const;
export const UNKNOWN = 1 as const;
export const TRUE = 2 as const;

export type Tri = typeof FALSE | typeof UNKNOWN | typeof TRUE;

/** Negates a truth value; unknown stays unknown. */
export const negate = (value: Tri): Tri => (2 - value) as Tri;

/** Converts a boolean to a truth value. */
export const decided = (holds: boolean): Tri => (holds ? TRUE : FALSE);
