import { encodeId } from "@agentlattice/core";
import { type AgentStream, openAgentStream } from "@agentlattice/test-kit/agent-stream";
import type { TestApi, TestOrg, TestProcess } from "./api-fixture.ts";

/**
 * Returns helpers that create agents, connect their clients and halt them. @param of returns the API and the organisation, once they exist
 */
export function haltClients(of: () => { readonly api: TestApi; readonly org: TestOrg }) {
  const open: AgentStream[] = [];
  const newKey = async (agent: string) => {
    const { id, api_key } = (await of().org.post(`agents/${agent}/keys`, { name: "k" })).body;
    return { keyId: id as string, token: api_key as string };
  };
  return {
    newKey,
    newAgent: async () => {
      const name = `bot-${Math.random()}`.replace("0.", "");
      const { id } = (await of().org.post("agents", { name, capabilities: ["*"] })).body;
      return { id: id as string, ...(await newKey(id)) };
    },
    halt: async (agent: string) => (await of().org.post("halts", { scope: { agent }, reason: "Looks wrong." })).body.id as string,
    read: async (id: string) => (await of().org.get(`halts/${id}`)).body,
    listen: async (token: string, headers = {}, process: TestProcess = of().api) => {
      const stream = await openAgentStream(process.fetch, token, headers);
      open.push(stream);
      return stream;
    },
    acknowledge: (id: string, token: string, body: object) => of().org.post(`halts/${id}/acknowledge`, body, token),
    /** Returns a client id that the server did not give. */
    invented: () => encodeId("cli", of().api.deps.newId()),
    closeStreams: async () => {
      for (const stream of open.splice(0)) await stream.close();
    },
  };
}
