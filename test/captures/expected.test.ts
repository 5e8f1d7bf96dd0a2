/**
 * Every recording of the lab judged, each capture alone and all points of a run together, against `expected.json`: verdict
 * and deviations, each with the reason why it is one. `--update` writes what was found; the reasons stand in `kinds.ts`.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { conformRun } from "../../cli/conformance/run.js";
import { readCapture } from "../../cli/read-capture.js";
import type { Conformance } from "../../report/conformance.js";
import { kinds } from "./kinds.js";

const shared = fileURLToPath(new URL("../../../shared/captures", import.meta.url));
const isThere = existsSync(shared);
if (!isThere) console.log("skipped: ../shared/captures is not there, so the recordings of the lab are not judged");

const folders = ["lab-opmip", "lab-oai-pmipv6", "lab-mpa-scripted", "sim-ns3-pmipv6"];

const capturesIn = (folder: string): string[] =>
  isThere
    ? readdirSync(join(shared, folder))
        .filter((name) => name.endsWith(".pcap"))
        .toSorted()
    : [];

const because = (id: string, why: string): string => {
  const words = why.replaceAll(/\d+(\.\d+)?/g, "#");
  const kind = kinds.find((each) => each.id === id && each.words === words);
  if (kind === undefined) throw new Error(`test/captures/kinds.ts: expected a reason for ${id} '${words}', found none`);
  return kind.because;
};

const grounds: Readonly<Record<Conformance["verdict"], string>> = {
  conforms: "All that it shows of the specification is allowed by it.",
  violates: "What it deviates from is listed; everything else fits.",
  inconclusive: "It shows no registration, and so nothing that tells Proxy Mobile IPv6 from any other link.",
};

const told = ({ verdict, captures }: Conformance, folder: string) => ({
  verdict,
  because: grounds[verdict],
  deviations: captures.flatMap(({ file, deviations }) =>
    deviations.map(({ id, frame, count, why }) => ({
      id,
      file: file.slice(join(shared, folder).length + 1),
      frame,
      count,
      what: why,
      why: because(id, why),
    })),
  ),
});

const judge = async (folder: string, files: ReadonlyArray<string>) =>
  told(
    await conformRun(
      { files: files.map((file) => join(shared, folder, file)), deviations: [], version: "test" },
      readCapture,
    ),
    folder,
  );

test.skipIf(!isThere)(
  "the recordings of the lab are judged as expected, and each deviation has its reason",
  async () => {
    const captures: Record<string, unknown> = {};
    const runs: Record<string, unknown> = {};
    for (const folder of folders) {
      const files = capturesIn(folder);
      for (const file of files) captures[`${folder}/${file}`] = await judge(folder, [file]);
      for (const run of new Set(files.map((file) => file.split(".")[0] ?? "")))
        runs[`${folder}/${run}`] = await judge(
          folder,
          files.filter((file) => file.startsWith(`${run}.`)),
        );
    }
    expect(Object.keys(runs).length).toBeGreaterThan(30);
    await expect(`${JSON.stringify({ runs, captures }, null, 2)}\n`).toMatchFileSnapshot("expected.json");
  },
  600_000,
);
