import type { Price, PriceInput } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { findPrice, LIST_PRICES, type ModelPrice } from "@agentlattice/core/prices";
import { type OrgClient, sealPayload } from "@agentlattice/db";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { type Once, withoutIdempotency } from "../http/idempotency.ts";
import type { PersonPrincipal, Principal } from "../http/principal.ts";

/** The source of a price that the organisation set itself. */
const OWN = "organisation";

/** Reads the organisation's own prices. */
async function readOwnPrices(client: OrgClient, orgId: string): Promise<ModelPrice[]> {
  const rows = await client.modelPrice.findMany({ where: { orgId }, orderBy: { model: "asc" } });
  return rows.map((row) => ({
    model: row.model,
    input: row.input.toFixed(6).replace(/0{1,4}$/, ""),
    output: row.output.toFixed(6).replace(/0{1,4}$/, ""),
    source: OWN,
    as_of: row.setAt.toISOString().slice(0, 10),
  }));
}

/** Returns the price of a model for this organisation; null when it is unknown. */
export async function priceOf(deps: Pick<Deps, "database">, { scope }: Principal, model: string): Promise<ModelPrice | null> {
  return findPrice(model, await deps.database.inOrgReserved(scope, (client) => readOwnPrices(client, scope.orgId)));
}

/** Lists the organisation's own prices and the list prices that they do not replace. */
export async function listPrices(deps: Pick<Deps, "database">, { scope }: Principal) {
  const own = await deps.database.inOrg(scope, (client) => readOwnPrices(client, scope.orgId));
  const replaced = new Set(own.map(({ model }) => model));
  const data: Price[] = [...own, ...LIST_PRICES.filter(({ model }) => !replaced.has(model))];
  return { data, has_more: false, next_cursor: null };
}

interface PriceChange {
  readonly principal: PersonPrincipal;
  readonly deps: Pick<Deps, "database" | "newId">;
}

/** Sets the organisation's price of a model. Costs that were recorded before keep theirs. */
export async function setPrice({
  principal,
  deps,
  price,
  once,
}: PriceChange & { readonly price: PriceInput; readonly once: Once }): Promise<Price> {
  const { orgId } = principal.scope;
  const { model, input, output } = price;
  const keys = await deps.database.keysOf(orgId);
  return once(async ({ client, origin, now }) => {
    const terms = { input, output, setAt: new Date(now), setBy: principal.userId };
    await client.modelPrice.upsert({
      where: { orgId_model: { orgId, model } },
      create: { orgId, model, ...terms },
      update: terms,
      select: { model: true },
    });
    const entry = priceEntry({ principal, deps, keys, origin, change: "set", price });
    return { result: { ...price, source: OWN, as_of: new Date(now).toISOString().slice(0, 10) }, entries: [entry], changesAnswers: false };
  });
}

/** Removes the organisation's price of a model. @throws AppError NOT_FOUND */
export async function removePrice({ principal, deps, model }: PriceChange & { readonly model: string }): Promise<void> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  await withoutIdempotency(
    deps,
    principal,
  )(async ({ client, origin }) => {
    const { count } = await client.modelPrice.deleteMany({ where: { orgId, model } });
    if (count === 0)
      throw new AppError("NOT_FOUND", {
        detail: "This organisation has no price of its own for this model. List its prices with GET /costs/prices.",
      });
    return {
      result: {},
      entries: [priceEntry({ principal, deps, keys, origin, change: "removed", price: { model } })],
      changesAnswers: false,
    };
  });
}

/** The name of a model is a caller's text, so it is a payload of the entry. */
function priceEntry({
  principal,
  deps,
  keys,
  origin,
  change,
  price,
}: PriceChange & {
  readonly keys: { readonly data: Buffer };
  readonly origin: string;
  readonly change: "set" | "removed";
  readonly price: { readonly model: string; readonly input?: string; readonly output?: string };
}) {
  const { orgId } = principal.scope;
  const id = deps.newId();
  const organisation = encodeId("org", orgId);
  return configEntry({
    id,
    kind: "price.changed",
    actor: actorOf(principal),
    subject: { type: "organisation", id: organisation },
    data: { organisation, change },
    payloads: [sealPayload({ dataKey: keys.data, orgId, origin, entryId: id, field: "price" }, price)],
  });
}
