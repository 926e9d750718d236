/** An IP address as its 4 or 16 bytes. */
type Address = readonly number[];

/** A block of addresses that share the first `bits` bits of `base`. */
export interface Cidr {
  readonly base: Address;
  readonly bits: number;
}

const OCTET = /^(0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-fA-F]{1,4}$/;
const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255];

/**
 * Parses an IP address, or returns null. Leading zeros are refused because some parsers read them as octal; `::ffff:1.2.3.4` equals
 * `1.2.3.4`.
 */
export function parseAddress(text: string): Address | null {
  if (!text.includes(":")) return parseV4(text);
  const v6 = parseV6(text);
  return v6 && isMapped(v6) ? v6.slice(12) : v6;
}

/** Parses a block such as `10.0.0.0/8`, or returns null. */
export function parseCidr(text: string): Cidr | null {
  const [address = "", length = "", ...rest] = text.split("/");
  if (rest.length > 0 || !OCTET.test(length)) return null;
  const v6 = address.includes(":");
  const base = v6 ? parseV6(address) : parseV4(address);
  const bits = Number(length);
  if (!base || bits > base.length * 8) return null;
  return v6 && isMapped(base) && bits >= 96 ? { base: base.slice(12), bits: bits - 96 } : { base, bits };
}

/** Formats a block with all host bits cleared. */
export function canonicalCidr(cidr: Cidr): string {
  const bytes = cidr.base.map((byte, i) => byte & maskAt(cidr.bits, i));
  if (bytes.length === 4) return `${bytes.join(".")}/${cidr.bits}`;
  const groups = Array.from({ length: 8 }, (_, i) => (((bytes[2 * i] as number) << 8) | (bytes[2 * i + 1] as number)).toString(16));
  return `${groups.join(":")}/${cidr.bits}`;
}

/** Returns true when bits beyond the prefix length are set, which is usually a typing error. */
export function hasHostBits(cidr: Cidr): boolean {
  return cidr.base.some((byte, i) => (byte & ~maskAt(cidr.bits, i)) !== 0);
}

/** Returns true when the block contains the address. An IPv4 address is never in an IPv6 block. */
export function isWithin(address: Address, cidr: Cidr): boolean {
  if (address.length !== cidr.base.length) return false;
  for (let i = 0; i * 8 < cidr.bits; i++) {
    if (((address[i] as number) ^ (cidr.base[i] as number)) & maskAt(cidr.bits, i)) return false;
  }
  return true;
}

/** Returns the bits of byte `index` that the prefix fixes. */
function maskAt(bits: number, index: number): number {
  const fixed = Math.min(8, Math.max(0, bits - index * 8));
  return (0xff00 >> fixed) & 0xff;
}

function isMapped(v6: Address): boolean {
  return MAPPED_PREFIX.every((byte, i) => v6[i] === byte);
}

function parseV4(text: string): number[] | null {
  const parts = text.split(".");
  const bytes = parts.map((part) => (OCTET.test(part) ? Number(part) : 256));
  return parts.length === 4 && bytes.every((byte) => byte < 256) ? bytes : null;
}

function parseV6(text: string): number[] | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half, i) => groupBytes(half, i === halves.length - 1));
  if (!head || tail === null) return null;
  if (tail === undefined) return head.length === 16 ? head : null;
  const missing = 16 - head.length - tail.length;
  return missing >= 2 ? [...head, ...new Array<number>(missing).fill(0), ...tail] : null;
}

/** Returns the bytes of `a:b:c`. The last group of an address may be a dotted IPv4 address. */
function groupBytes(text: string, last: boolean): number[] | null {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (const [i, group] of groups.entries()) {
    if (GROUP.test(group)) bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255);
    else {
      const v4 = last && i === groups.length - 1 ? parseV4(group) : null;
      if (!v4) return null;
      bytes.push(...v4);
    }
  }
  return bytes;
}
