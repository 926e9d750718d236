/** Returns the content security policy: no other origins, no inline scripts without this response's nonce, no framing. */
export function contentSecurityPolicy({ nonce, secure, development }: { nonce: string; secure: boolean; development: boolean }): string {
  return [
    "default-src 'self'",
    // React's development build evaluates strings to show server stacks. The production build does not.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // Menus and toasts use style elements for positioning. Under this policy styles cannot load or send data.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    ...(secure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}
