import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A directory for as long as `use` runs. */
export const inScratch = <A>(use: (directory: string) => A): A => {
  const directory = mkdtempSync(join(tmpdir(), "mpacheck-test-"));
  const remove = (): void => {
    rmSync(directory, { recursive: true, force: true });
  };
  let result: A;
  try {
    result = use(directory);
  } catch (error) {
    remove();
    throw error;
  }
  if (result instanceof Promise) return result.finally(remove) as A;
  remove();
  return result;
};
