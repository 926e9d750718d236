/** Anything JSON can say. What you pass here travels unchanged: keys inside are never renamed. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** A closed list of today's words that tolerates a word a newer server may add. */
export type Open<Word extends string> = Word | (string & {});
