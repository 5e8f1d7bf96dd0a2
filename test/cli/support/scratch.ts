/** Files that a test writes, gone when its test file is done. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

export const folder = mkdtempSync(join(tmpdir(), "mpacheck-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Its path. */
export const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

export const jsonFile = (name: string, content: unknown): string => file(name, JSON.stringify(content));
