/**
 * The one cookie that carries a session. `__Host-` needs https, the path / and no Domain: no sibling host can set it.
 * On plain http, which only a loopback address may use, browsers refuse that prefix.
 */
export function sessionCookie(consoleUrl: URL) {
  const secure = consoleUrl.protocol === "https:";
  return {
    name: secure ? "__Host-al.session" : "al.session",
    options: { httpOnly: true, sameSite: "lax", path: "/", secure },
  } as const;
}
