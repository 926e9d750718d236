import type { Context } from "hono";
import { clientAddress } from "./client-address.ts";

/** The origin of a request. */
export interface Client {
  /** Address by which attempts are counted. */
  readonly address: string;
  /** Network that may be stored and shown, never a full address. */
  readonly network: string | null;
  /** Browser and operating system, such as `Firefox 128 on Linux`. */
  readonly userAgent: string | null;
}

export function describeClient(c: Context, proxySecret: string | undefined): Client {
  const address = clientAddress(c, proxySecret);
  return { address, network: truncateAddress(address), userAgent: summariseUserAgent(c.req.header("user-agent")) };
}

/** Returns the network of an address: `203.0.113.7` → `203.0.113.0/24`, `2001:db8:1:2::/64` → `2001:db8:1::/48`. */
export function truncateAddress(address: string): string | null {
  const v4 = /^(\d+\.\d+\.\d+)\.\d+$/.exec(address)?.[1];
  if (v4) return `${v4}.0/24`;
  const v6 = /^([0-9a-f]+:[0-9a-f]+:[0-9a-f]+):[0-9a-f]+::\/64$/.exec(address)?.[1];
  return v6 ? `${v6}::/48` : null;
}

// The first match wins, because every browser also contains the names below it.
const BROWSERS: readonly [string, RegExp][] = [
  ["Edge", /Edg(?:e|A|iOS)?\/(\d{1,4})/],
  ["Opera", /OPR\/(\d{1,4})/],
  ["Samsung Internet", /SamsungBrowser\/(\d{1,4})/],
  ["Firefox", /(?:Firefox|FxiOS)\/(\d{1,4})/],
  ["Chrome", /(?:HeadlessChrome|Chrome|CriOS)\/(\d{1,4})/],
  ["Safari", /Version\/(\d{1,4})[\d.]* (?:Mobile\/\w+ )?Safari\//],
  ["curl", /^curl\/(\d{1,4})/],
];
const SYSTEMS: readonly [string, RegExp][] = [
  ["iPadOS", /iPad/],
  ["iOS", /iPhone/],
  ["Android", /Android/],
  ["ChromeOS", /CrOS/],
  ["Windows", /Windows/],
  ["macOS", /Mac OS X/],
  ["Linux", /Linux/],
];

/** Describes the client with fixed words only, so that untrusted text of the header is never shown. */
export function summariseUserAgent(header: string | undefined): string | null {
  if (!header) return null;
  const text = header.slice(0, 512);
  const browser = BROWSERS.map(([name, shape]) => [name, shape.exec(text)?.[1]] as const).find(([, version]) => version);
  const system = SYSTEMS.find(([, shape]) => shape.test(text))?.[0];
  const named = browser ? `${browser[0]} ${browser[1]}` : "Unknown client";
  return system ? `${named} on ${system}` : named;
}
