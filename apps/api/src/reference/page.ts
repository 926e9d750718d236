/** Content security policy of the reference: only the own origin, and inline styles, which its components create. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Returns the page. URLs are relative, so that it works at `/docs` of the API and at `/api/v1/docs` behind the console. */
export function page(folder: string, scriptName: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>AgentLattice API reference</title>
<link rel="icon" href="data:,">
</head>
<body>
<div id="reference"></div>
<script src="${folder}/${scriptName}"></script>
<script src="${folder}/start.js"></script>
</body>
</html>
`;
}

/** Script that starts the reference without requests to other hosts: no fonts, telemetry, proxy or hosted client. */
export const START = `Scalar.createApiReference("#reference", {
  url: "/api/v1/openapi.json",
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  agent: { disabled: true },
  mcp: { disabled: true },
  persistAuth: false,
  operationTitleSource: "summary",
  documentDownloadType: "json",
  theme: "default",
  metaData: { title: "AgentLattice API reference" },
  customCss: ":root { --scalar-font: system-ui, sans-serif; --scalar-font-code: ui-monospace, SFMono-Regular, Menlo, monospace; } .markdown table { table-layout: auto !important; display: block !important; overflow-x: auto !important; } .markdown td, .markdown th { padding: 8px 10px !important; min-width: 3.5rem !important; word-break: normal !important; } .markdown td:last-child { min-width: 5rem !important; } .markdown td code { white-space: nowrap; }"
});
`;
