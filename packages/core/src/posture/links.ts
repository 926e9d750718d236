/** Paths of the console, as evidence names them. */
const query = (filters: Readonly<Record<string, string | undefined>>): string => {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value !== undefined) given.set(name, value);
  return given.size === 0 ? "" : `?${given}`;
};

export const LINKS = {
  agent: (id: string) => `/agents/${id}`,
  agents: () => "/agents",
  newAgent: () => "/agents/new",
  approvals: (tab?: "decided") => `/approvals${query({ tab })}`,
  audit: (filters: { kind?: string; action?: string; agent?: string; status?: string; from?: string } = {}) => `/audit${query(filters)}`,
  verifyLedger: () => "/audit?open=verify",
  exportLedger: () => "/audit?open=export",
  policies: () => "/policies",
  newPolicy: () => "/policies/new",
  policy: (id: string) => `/policies/${id}`,
  posture: () => "/posture",
  invite: () => "/settings/invitations?open=invite",
  members: () => "/settings/members",
  orgKeys: () => "/settings/keys",
} as const;
