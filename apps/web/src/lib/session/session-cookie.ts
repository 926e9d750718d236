/**
 * Returns the name and options of the session cookie. `__Host-` requires https, the path / and no Domain, so no sibling host can
 * set it. Browsers refuse that prefix on plain http, which only a loopback address may use.
 */
export function sessionCookie(consoleUrl: URL) {
  const secure = consoleUrl.protocol === "https:";
  return {
    name: secure ? "__Host-al.session" : "al.session",
    options: { httpOnly: true, sameSite: "lax", path: "/", secure },
  } as const;
}
