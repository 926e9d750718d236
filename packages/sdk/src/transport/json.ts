/** Any JSON value. It is sent unchanged: keys inside are never renamed. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Known words, and any word that a newer server may add. */
export type Open<Word extends string> = Word | (string & {});
