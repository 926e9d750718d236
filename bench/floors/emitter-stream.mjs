// Reference server: commits one row durably per halt and writes to every open event stream through an event emitter.
import { EventEmitter } from "node:events";
import http from "node:http";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 });
await pool.query("CREATE TABLE IF NOT EXISTS floor_halt (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())");
const halts = new EventEmitter().setMaxListeners(0);

const server = http.createServer(async (req, res) => {
  if (req.method === "POST") {
    const { rows } = await pool.query("INSERT INTO floor_halt DEFAULT VALUES RETURNING id");
    const [{ id }] = rows;
    halts.emit("halt", `event: halt\ndata: {"id":"${id}"}\n\n`);
    res.writeHead(201, { "content-type": "application/json" }).end(`{"id":"${id}"}`);
    return;
  }
  res.writeHead(200, { "content-type": "text/event-stream" });
  res.write(": connected\n\n");
  const write = (text) => res.write(text);
  halts.on("halt", write);
  res.on("close", () => halts.off("halt", write));
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
