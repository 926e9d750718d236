const AUTHORITY =
  "Set NODE_EXTRA_CA_CERTS to the file of the certificate authority, and start the process again. Do not turn verification off.";

/** What to do about a certificate that is refused, by the code of the error. */
const CERTIFICATE_ADVICE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "The server's certificate has expired. Renew it.",
  CERT_NOT_YET_VALID: "The server's certificate is not valid yet. Check the clock of this machine.",
  DEPTH_ZERO_SELF_SIGNED_CERT: `The server's certificate is self-signed. ${AUTHORITY.replace("of the certificate authority", "with this certificate")}`,
  SELF_SIGNED_CERT_IN_CHAIN: `The server's certificate is signed by an unknown authority. ${AUTHORITY}`,
  UNABLE_TO_GET_ISSUER_CERT: `The server's certificate is signed by an unknown authority. ${AUTHORITY}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `The server's certificate is signed by an unknown authority. ${AUTHORITY}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `The server's certificate is signed by an unknown authority, or the server does not send its intermediate certificates. ${AUTHORITY}`,
  ERR_TLS_CERT_ALTNAME_INVALID: "The server's certificate is for another host name. Use that name.",
  CERT_REVOKED: "The server's certificate is revoked. Replace it.",
};

/** Returns what to do about a refused certificate, or undefined for an error of another kind. The same request fails again until then. */
export function certificateAdvice(code: string): string | undefined {
  return CERTIFICATE_ADVICE[code];
}

const USE_THE_API = "Use the API's address, such as http://localhost:4000; the console's, such as http://localhost:3000, is for people.";

/** The part of a `fetch` answer that shows who answered. */
interface Answered {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}

/** Returns a sentence about an answer that the API never gives: a redirect or a web page. Undefined for every other answer. */
export function addressAdvice({ status, headers }: Answered): string | undefined {
  if (status >= 300 && status < 400) {
    return /\/sign-in\b/.test(headers.get("location") ?? "")
      ? `The server answered ${status}, a redirect to its sign-in page: this is the console's address. ${USE_THE_API}`
      : `The server answered ${status}, a redirect, which is not followed with a key. Check that baseUrl is the address of the API.`;
  }
  // Proxies in front of the API answer 5xx as a page too.
  if (status < 500 && /^text\/html\b/i.test(headers.get("content-type") ?? ""))
    return `The server answered ${status} with a web page: this is the console's address, or that of another site. ${USE_THE_API}`;
  return undefined;
}
