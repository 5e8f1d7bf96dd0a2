/**
 * What each reduction leaves of two mobile nodes with one fault of each kind, each exploration in a process of its own.
 * `npm run bench:reductions -- [--most states] [--only fault]`
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { faults } from "./reductions-cases.js";

type Measured = {
  readonly states: number;
  readonly seconds: number;
  readonly complete: boolean;
  readonly violated: ReadonlyArray<string>;
};

const worker = fileURLToPath(new URL("reductions-worker.js", import.meta.url));
const { values } = parseArgs({ options: { most: { type: "string", default: "3e8" }, only: { type: "string" } } });

const columns = [
  { properties: "safety", reduction: "none" },
  { properties: "safety", reduction: "symmetry" },
  { properties: "few", reduction: "partial-order" },
  { properties: "few", reduction: "all" },
];

const cell = ({ states, seconds, complete }: Measured): string =>
  `${complete ? "" : "over "}${states.toLocaleString("en-US")} (${seconds.toFixed(1)})`;

console.log("| fault | full space | symmetry | partial order | both | violated |");
console.log("| --- | --- | --- | --- | --- | --- |");
for (const { name, options } of faults) {
  if (values.only !== undefined && !name.includes(values.only)) continue;
  const measured = columns.map(({ properties, reduction }) => {
    const args = ["--faults", JSON.stringify(options), "--properties", properties, "--reduction", reduction];
    // The worker is ours and prints a Measured.
    return JSON.parse(
      execFileSync(process.execPath, [worker, ...args, "--most", values.most], { encoding: "utf8" }),
    ) as Measured;
  });
  const violated = new Set(measured.flatMap((each) => each.violated));
  console.log(`| ${name} | ${measured.map(cell).join(" | ")} | ${[...violated].join(", ")} |`);
}
