// Reference server: holds requests, commits one row durably per decision, and answers the waiting request through an event emitter.
import http from "node:http";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 });
await pool.query("CREATE TABLE IF NOT EXISTS floor_decision (id text PRIMARY KEY, decision text NOT NULL)");

const pendingWaits = new Map();
const answer = (res, body) => {
  const text = JSON.stringify(body);
  res.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) }).end(text);
};

const server = http.createServer((req, res) => {
  const id = req.url.slice(1);
  if (req.method === "GET") {
    pendingWaits.set(id, res);
    return;
  }
  req.resume().on("end", async () => {
    await pool.query({ name: "decide", text: "INSERT INTO floor_decision VALUES ($1, $2)", values: [id, "approve"] });
    const waiter = pendingWaits.get(id);
    pendingWaits.delete(id);
    if (waiter) answer(waiter, { id, status: "approved" });
    answer(res, { id, status: "approved" });
  });
});
// The server must not close idle sockets during the load.
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
