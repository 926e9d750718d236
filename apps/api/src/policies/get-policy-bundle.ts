import type { PolicyBundle } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { buildPrechecks } from "@agentlattice/core/policy";
import { SignJWT } from "jose";
import { toRequesterFacts } from "../actions/to-facts.ts";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { readSigningKey } from "../permits/permit-keys.ts";

/** Seconds for which an agent may deny by a bundle. A policy that was relaxed meanwhile is denied for at most this time. */
const LIFETIME_S = 60;
const TYPE = "al-policy-bundle+jwt";

/** Returns the part of the policies that surely denies this agent, signed by the key that signs offline permits. */
export async function getPolicyBundle({
  principal,
  deps,
}: {
  readonly principal: AgentPrincipal;
  readonly deps: Deps;
}): Promise<PolicyBundle> {
  const { scope, environment, agentId } = principal;
  const config = await deps.configs.get(scope.orgId);
  const key = await readSigningKey(deps, scope);
  const { agent, ancestors } = toRequesterFacts(principal);
  const now = Math.floor(deps.now() / 1_000);
  const claims = {
    org: encodeId("org", scope.orgId),
    agent: encodeId("agt", agentId),
    environment,
    config_version: config.version,
    prechecks: { ...buildPrechecks(config.source, { agent, ancestors }, environment) },
  };
  const bundle = await new SignJWT(claims)
    .setProtectedHeader({ alg: "EdDSA", typ: TYPE, kid: key.kid })
    .setIssuedAt(now)
    .setExpirationTime(now + LIFETIME_S)
    .sign(deps.database.permitKeys.open(scope.orgId, key.wrapped));
  return { bundle, expires_at: new Date((now + LIFETIME_S) * 1_000).toISOString() };
}
