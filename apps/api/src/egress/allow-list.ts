const DEFAULT_PORT: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/** Reads `AL_EGRESS_ALLOW`: `host:port`, separated by commas. */
export function readAllowList(text: string): ReadonlySet<string> {
  return new Set(
    text
      .split(",")
      .map((target) => target.trim().toLowerCase())
      .filter((target) => target !== ""),
  );
}

/** Returns `host:port` of a URL, with the default port of its scheme. IPv6 addresses have brackets. */
export function targetOf(url: URL): string {
  return `${url.hostname.toLowerCase()}:${url.port || DEFAULT_PORT[url.protocol]}`;
}
