/**
 * Three-valued truth (Kleene's strong logic). The numbers make `not` a subtraction, `all` a minimum and `any` a maximum.
 */
export const FALSE = 0 as const;
export const UNKNOWN = 1 as const;
export const TRUE = 2 as const;

export type Tri = typeof FALSE | typeof UNKNOWN | typeof TRUE;

/** Not unknown is unknown. */
export const negate = (value: Tri): Tri => (2 - value) as Tri;

/** A comparison whose two sides are known. */
export const decided = (holds: boolean): Tri => (holds ? TRUE : FALSE);
