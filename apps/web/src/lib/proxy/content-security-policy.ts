/** Nothing from another origin, no inline script without the nonce of this answer, no framing. */
export function contentSecurityPolicy({ nonce, secure, development }: { nonce: string; secure: boolean; development: boolean }): string {
  return [
    "default-src 'self'",
    // React's development build evaluates strings to show server stacks; the production build never does.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // Menus and toasts place themselves with style elements; styles cannot load or send anything under this policy.
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
