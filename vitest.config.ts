import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // The example imports the package by its name; here that is the sources.
  resolve: { alias: { "mpacheck/checker": here("checker/index.ts"), "mpacheck/report": here("report/index.ts") } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/seed.ts"],
    setupFiles: ["test/support/setup.ts"],
    testTimeout: 120_000,
    maxWorkers: 2,
    coverage: {
      provider: "v8",
      include: ["checker/**", "model/**/*.ts", "properties/**", "traces/**/*.ts", "report/**", "cli/**"],
      // Only other processes run these, and coverage is not followed there.
      exclude: ["checker/native/assembly/**", "cli/main.ts", "cli/program.ts", "cli/workbench.ts", "cli/telling.ts"],
      reporter: ["text-summary"],
      thresholds: { lines: 95, functions: 95, branches: 88 },
    },
  },
});
