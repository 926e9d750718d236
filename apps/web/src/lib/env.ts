/** The environment variables of the console. They are read at run time only, so `next build` works without them. */
export interface WebEnv {
  /** Origin of the API, e.g. http://127.0.0.1:4000. */
  readonly apiUrl: string;
  /** URL at which agents reach the API. It appears in commands that people copy. */
  readonly publicApiUrl: string;
  /** Encrypts the session cookie. */
  readonly sessionSecret: string;
  /** URL at which people open the console. */
  readonly consoleUrl: URL;
  /** Secret shared with the API that authenticates the client address which the console forwards. */
  readonly proxySecret: string;
  /** Number of trusted reverse proxies in front of the console that set X-Forwarded-For. */
  readonly trustedHops: number;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Reads and validates the environment. @throws Error that names every missing or malformed variable, never a value */
export function readEnv(source: NodeJS.ProcessEnv): WebEnv {
  const problems: string[] = [];
  const apiUrl = readUrl(source.AL_API_URL);
  const consoleUrl = readUrl(source.NEXTAUTH_URL);
  const publicApiUrl = source.AL_PUBLIC_API_URL ? readUrl(source.AL_PUBLIC_API_URL) : apiUrl;
  const hops = source.AL_TRUSTED_HOPS || "0";

  if (!apiUrl) problems.push("AL_API_URL: the URL of the API, such as http://127.0.0.1:4000");
  if (apiUrl && !publicApiUrl)
    problems.push("AL_PUBLIC_API_URL: the URL at which agents reach the API, such as https://api.example.com; optional");
  if (!consoleUrl) problems.push("NEXTAUTH_URL: the URL people open, such as https://console.example.com");
  else if (consoleUrl.protocol === "http:" && !LOOPBACK.test(consoleUrl.hostname))
    problems.push("NEXTAUTH_URL: https, or http on a loopback address");
  if ((source.NEXTAUTH_SECRET ?? "").length < 32) problems.push("NEXTAUTH_SECRET: at least 32 characters");
  if ((source.AL_PROXY_SECRET ?? "").length < 16) problems.push("AL_PROXY_SECRET: at least 16 characters, identical to the API's");
  if (!/^\d$/.test(hops)) problems.push("AL_TRUSTED_HOPS: a number from 0 to 9");

  if (problems.length > 0 || !apiUrl || !publicApiUrl || !consoleUrl)
    throw new Error(`Set these environment variables of the console:\n${problems.map((line) => `  ${line}`).join("\n")}`);
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

let cachedEnv: WebEnv | undefined;

/** Returns the environment of this process, which is read once. @throws Error as `readEnv` does */
export function webEnv(): WebEnv {
  cachedEnv ??= readEnv(process.env);
  return cachedEnv;
}
