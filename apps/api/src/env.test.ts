import { describe, expect, it } from "vitest";
import { readEnv } from "./env.ts";

const ADDRESS = "postgresql://db.example:5432/agentlattice";

describe("the environment of the API", () => {
  it("contains the database URL without a user", () => {
    expect(readEnv({ AL_DATABASE_URL: `${ADDRESS}?sslmode=require` }).AL_DATABASE_URL).toBe(`${ADDRESS}?sslmode=require`);
    for (const wrong of ["postgresql://al_owner:secret@db.example/x", "postgresql://al_owner@db.example/x", "http://db.example/x", "x"])
      expect(() => readEnv({ AL_DATABASE_URL: wrong })).toThrow("AL_DATABASE_URL: must be postgresql://host:5432/database");
    expect(() => readEnv({})).toThrow("AL_DATABASE_URL");
  });

  it("refuses the owner's URL without repeating it", () => {
    const start = () => readEnv({ AL_DATABASE_URL: ADDRESS, DATABASE_URL: "postgresql://al_owner:secret@db.example/x" });
    expect(start).toThrow("DATABASE_URL: is the owner's");
    expect(start).not.toThrow("secret");
  });
});
