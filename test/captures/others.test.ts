/** Recordings of other protocols, of other containers, and broken ones: never a crash, never a pass. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { conformRun } from "../../cli/conformance/run.js";
import { readCapture } from "../../cli/read-capture.js";

const shared = fileURLToPath(new URL("../../../shared/captures", import.meta.url));
const isThere = existsSync(shared);
if (!isThere) console.log("skipped: ../shared/captures is not there, so public and broken captures are not judged");

const isCapture = (name: string): boolean => /\.(pcap|pcapng|cap|gz)$/.test(name);
const below = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? below(path) : isCapture(entry.name) ? [path] : [];
  });

/** Those with Proxy Mobile IPv6 in them. */
const judged = ["lab-opmip", "lab-oai-pmipv6", "lab-mpa-scripted", "sim-ns3-pmipv6", "formats-derived"];
const others = isThere
  ? readdirSync(shared)
      .filter((name) => !name.endsWith(".md") && !judged.includes(name))
      .flatMap((name) => below(join(shared, name)))
  : [];

const conform = (file: string) => conformRun({ files: [file], deviations: [], version: "test" }, readCapture);

test.skipIf(!isThere)(
  "public captures and those of other protocols end inconclusive, with what they contain",
  async () => {
    const listed = new Set<string>();
    for (const file of others) {
      const { verdict, captures } = await conform(file);
      expect({ file, verdict }).toEqual({ file, verdict: "inconclusive" });
      for (const { signalling } of captures) for (const { type } of signalling) listed.add(type);
    }
    expect(others.length).toBeGreaterThan(50);
    expect([...listed]).toEqual(expect.arrayContaining(["BU", "BA", "PAR", "PAN"]));
  },
  300_000,
);

test.skipIf(!isThere)(
  "the same packets in another container are judged as they are, with their deviations",
  async () => {
    const files = below(join(shared, "formats-derived"));
    for (const file of files) {
      const { verdict, captures } = await conform(file);
      const [capture] = captures;
      // All are made of a run in which OPMIP deviates.
      expect({ file, verdict }).toEqual({ file, verdict: "violates" });
      expect(capture?.signalling.length).toBeGreaterThan(0);
    }
    expect(files.length).toBeGreaterThan(4);
  },
  300_000,
);

test.skipIf(!isThere)(
  "a capture that is cut or damaged anywhere is judged without a crash, and never passes for whole",
  async () => {
    const whole = readFileSync(join(shared, "lab-opmip", "opmip-ho-pbu-lost.lma-core.pcap")).subarray(0, 40_000);
    const folder = mkdtempSync(join(tmpdir(), "mpacheck-"));
    const file = join(folder, "damaged.pcap");
    let problems = 0;
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.nat(whole.length),
          fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }),
          async (length, changes) => {
            const bytes = Uint8Array.from(whole);
            for (const [at, value] of changes) bytes[at] = value;
            writeFileSync(file, bytes.subarray(0, length));
            const { verdict, captures } = await conform(file);
            const problem = captures[0]?.problem;
            if (problem === undefined) return;
            problems++;
            expect(problem.at).toBeLessThanOrEqual(length);
            expect(verdict).not.toBe("conforms");
          },
        ),
        { numRuns: 300 },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(problems).toBeGreaterThan(50);
  },
  300_000,
);
