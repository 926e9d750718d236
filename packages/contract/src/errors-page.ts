import { ERROR_CODES, ERRORS } from "./errors.ts";

/** Returns all error codes as a Markdown table, ordered by status. */
export function errorTable(): string {
  const rows = ERROR_CODES.map((code) => ({ code, ...ERRORS[code] }))
    .sort((a, b) => a.status - b.status || a.code.localeCompare(b.code))
    .map(({ code, status, retryable, title }) => `| \`${code}\` | ${status} | ${retryable ? "yes" : "no"} | ${title} |`);
  return ["| code | status | retryable | meaning |", "|---|---|---|---|", ...rows].join("\n");
}

/** Returns the expected content of docs/errors.md. */
export function errorsPage(): string {
  return `# Errors

Every refusal and failure is \`application/problem+json\` (RFC 9457):

\`\`\`json
{
  "type": "https://agentlattice.dev/problems/digest-mismatch",
  "title": "The approval has changed since you read it",
  "status": 409,
  "detail": "Read the approval again before you decide.",
  "code": "DIGEST_MISMATCH",
  "request_id": "req_01943f5c7a8b7c3d9e0f1a2b3c4d5e6f",
  "retryable": false,
  "error": { "code": "DIGEST_MISMATCH", "message": "Read the approval again before you decide.", "details": {} }
}
\`\`\`

- \`code\` is one of the codes below; new ones may be added, none changes its meaning.
- \`detail\` says what happened and what to do next. It is for people: do not parse it.
- \`retryable\` says whether the same request, unchanged, may succeed later. \`Retry-After\` says when. Send the same \`X-AL-Event-ID\` or
  \`Idempotency-Key\`: whatever was done already is answered again, not done twice.
- \`errors\` lists each field that does not fit, with its path.
- \`request_id\` finds the request in the log; it is also the header \`X-Request-ID\`.
- Something that belongs to another organisation is \`NOT_FOUND\`, as if it did not exist.

This page is made from \`packages/contract/src/errors.ts\`. Which operation answers which code is in the API reference (\`/docs\`).

${errorTable()}
`;
}
