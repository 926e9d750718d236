import { grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";

/** Words that one statement deletes. */
const AT_ONCE = 10_000;

/** Erases the words of decisions of an organisation that switched the text index off. */
export async function eraseWords(deps: Pick<Deps, "database">, orgId: string): Promise<void> {
  const scope = grantOrgScope(orgId);
  const eraseSome = () =>
    deps.database.inOrg(scope, async (client) => {
      const deleted = await client.$executeRaw`DELETE FROM app.decision_word WHERE org_id = ${orgId}::uuid
        AND EXISTS (SELECT FROM app.organisation o WHERE o.org_id = ${orgId}::uuid AND o.text_index = 'ending')
        AND (word, entry_id) IN (SELECT w.word, w.entry_id FROM app.decision_word w WHERE w.org_id = ${orgId}::uuid LIMIT ${AT_ONCE})`;
      if (deleted < AT_ONCE) await client.organisation.updateMany({ where: { orgId, textIndex: "ending" }, data: { textIndex: "off" } });
      return deleted;
    });
  while ((await eraseSome()) === AT_ONCE);
}
