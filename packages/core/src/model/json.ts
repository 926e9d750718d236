/** A JSON value as RFC 8785 sees it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
