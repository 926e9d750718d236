/** Adds the selected environment to a path of the console, unless the path already names one. */
export function inEnvironment(href: string, environment: string | null): string {
  if (environment === null || !href.startsWith("/")) return href;
  const [path = "", hash] = href.split("#", 2);
  if (new URLSearchParams(path.split("?", 2)[1]).has("environment")) return href;
  return `${path}${path.includes("?") ? "&" : "?"}environment=${environment}${hash === undefined ? "" : `#${hash}`}`;
}
