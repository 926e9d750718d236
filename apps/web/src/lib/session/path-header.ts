/** Tells pages which path was asked for. Written by src/proxy.ts on every request, so a browser cannot choose it. */
export const PATH_HEADER = "x-al-path";
