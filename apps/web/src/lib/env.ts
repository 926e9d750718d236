/** What the console needs to run. Read at run time only: `next build` works without it. */
export interface WebEnv {
  /** Origin of the API, e.g. http://127.0.0.1:4000. */
  readonly apiUrl: string;
  /** Where agents reach the API, for the commands that people copy. */
  readonly publicApiUrl: string;
  /** Encrypts the session cookie. */
  readonly sessionSecret: string;
  /** Where people open the console. */
  readonly consoleUrl: URL;
  /** Shared with the API: lets the console pass the browser's address on. */
  readonly proxySecret: string;
  /** Reverse proxies in front of the console whose X-Forwarded-For is believed. */
  readonly trustedHops: number;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** @throws Error that names every missing or malformed variable, never a value */
export function readEnv(source: NodeJS.ProcessEnv): WebEnv {
  const problems: string[] = [];
  const apiUrl = readUrl(source.AL_API_URL);
  const consoleUrl = readUrl(source.NEXTAUTH_URL);
  const publicApiUrl = source.AL_PUBLIC_API_URL ? readUrl(source.AL_PUBLIC_API_URL) : apiUrl;
  const hops = source.AL_TRUSTED_HOPS ?? "0";

  if (!apiUrl) problems.push("AL_API_URL: the URL of the API, such as http://127.0.0.1:4000");
  if (apiUrl && !publicApiUrl)
    problems.push("AL_PUBLIC_API_URL: where agents reach the API, such as https://api.example.com; or leave it out");
  if (!consoleUrl) problems.push("NEXTAUTH_URL: the URL people open, such as https://console.example.com");
  else if (consoleUrl.protocol === "http:" && !LOOPBACK.test(consoleUrl.hostname))
    problems.push("NEXTAUTH_URL: https, or http on a loopback address");
  if ((source.NEXTAUTH_SECRET ?? "").length < 32) problems.push("NEXTAUTH_SECRET: at least 32 characters");
  if ((source.AL_PROXY_SECRET ?? "").length < 16) problems.push("AL_PROXY_SECRET: at least 16 characters, the same as the API has");
  if (!/^\d$/.test(hops)) problems.push("AL_TRUSTED_HOPS: a number from 0 to 9");

  if (problems.length > 0 || !apiUrl || !publicApiUrl || !consoleUrl)
    throw new Error(`The environment of the console is not complete:\n${problems.map((line) => `  ${line}`).join("\n")}`);
  return {
    apiUrl: apiUrl.origin,
    publicApiUrl: publicApiUrl.href.replace(/\/+$/, ""),
    sessionSecret: String(source.NEXTAUTH_SECRET),
    consoleUrl,
    proxySecret: String(source.AL_PROXY_SECRET),
    trustedHops: Number(hops),
  };
}

function readUrl(text: string | undefined): URL | null {
  const url = URL.parse(text ?? "");
  return url && /^https?:$/.test(url.protocol) ? url : null;
}

let known: WebEnv | undefined;

/** The environment of this process, read once. @throws Error as `readEnv` does */
export function webEnv(): WebEnv {
  known ??= readEnv(process.env);
  return known;
}
