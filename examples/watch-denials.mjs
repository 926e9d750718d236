// Prints every denial as it happens, across restarts of the server and of the network. Stop it with Ctrl-C.
//   AL_API_KEY=… AL_BASE_URL=http://localhost:4000 node examples/watch-denials.mjs
import { AgentLattice } from "@agentlattice/sdk";

const al = new AgentLattice();
process.once("SIGINT", () => al.unsubscribe());

const events = al.subscribe({
  decision: "denied",
  onStatus: ({ state }) => console.log(state === "open" ? "Watching." : "Connection lost, trying again."),
});
for await (const { timestamp, agentId, actionType, denialReason } of events) console.log(timestamp, agentId, actionType, denialReason);
