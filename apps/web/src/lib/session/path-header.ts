/** Header with the requested path. src/proxy.ts writes it on every request, so a browser cannot choose it. */
export const PATH_HEADER = "x-al-path";
