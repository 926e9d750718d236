/** A JSON value as defined by RFC 8785. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
