/** What each command line gives, inside the test's own process. */
import * as E from "fp-ts/lib/Either.js";
import { expect, test } from "vitest";
import { Diff } from "../../report/diff.js";
import { Entries } from "../../report/entries.js";
import { Verification } from "../../report/verification.js";
import { ask } from "./ask.js";
import { file } from "./support/scratch.js";

const scenario = (rest: object): string =>
  JSON.stringify({ name: "mine", title: "my own", variant: "V-02", profile: "as-written", ...rest });

test.each([
  { code: 0, args: ["verify", "good", "idle"], says: /^as expected: 2 scenarios/ },
  { code: 1, args: ["verify", "bad"], says: /^violated: 1 scenario/ },
  { code: 1, args: ["verify", "gloomy"], says: /holds, expected: violated/ },
  { code: 1, args: ["verify", "endless", "bad", "--max-states", "100"], says: /^violated: 2 scenarios/ },
  { code: 1, args: ["verify", "good", "--set", "downlinkProbes=2"], says: /^good: options were changed/m },
  { code: 0, args: ["verify", "good", "--set", "downlinkProbes=1"], says: /^as expected(?!.*changed)/s },
  {
    code: 0,
    args: ["verify", "good", "--set", "buffering=nAR"],
    says: /^as expected: 1 scenario, 2 verdicts, no viol/,
  },
  { code: 3, args: ["verify", "endless", "--max-states", "100"], says: /^inconclusive: .*\(bound 100\)/s },
  { code: 3, args: ["verify", "endless", "--max-memory", "1MiB"], says: /^inconclusive: .*\(bound 1.0 MiB\)/s },
  { code: 3, args: ["verify", "endless", "--max-seconds", "0.1"], says: /^inconclusive: .*\(bound 0.1 s\)/s },
  { code: 0, args: ["verify", "bad", "--property", "P-MOVE-1"], says: /^as expected: 1 scenario, 1 verdict,/ },
  {
    code: 0,
    args: ["diff", "bad", "--set", "buffering=nAR"],
    says: /^1 of 3 verdicts differs; bad under two readings$/m,
  },
  { code: 0, args: ["diff", "--set-other", "moves=2", "--", "idle"], says: /^none of 3 verdicts differs; idle/ },
  {
    code: 0,
    args: ["diff", "--scenario-file", "test/cli/fake/files/good-too.json", "--set-other", "uplinkProbes=1"],
    says: /^none of 3 verdicts differs, 1 meaningful on one side only; good too/,
  },
  {
    code: 3,
    args: ["diff", "endless", "--set", "downlinkProbes=2", "--max-states", "9"],
    says: /^inconclusive: .*\(bound 9\)/s,
  },
  { code: 0, args: ["list"], says: /^good +as-written +a move that is known to lose$/m },
  { code: 0, args: ["list", "rules", "--no-color"], says: /^HA.receivePbu$/m },
  { code: 0, args: ["verify", "--list-options"], says: /^buffering +variant +none nAR nAR\+pAR +none +who/m },
  { code: 0, args: ["explain", "P-LOSS-1"], says: /^property P-LOSS-1\n/ },
])("exit code $code: $args", async ({ code, args, says }) => {
  const ended = await ask(...args);
  expect(ended.out).toMatch(says);
  expect(ended).toMatchObject({ code, err: [] });
});

test.each([
  { args: [], says: "expected a command: verify, diff, simulate, conform, decode, list or explain" },
  { args: ["verfy"], says: "Did you mean verify?" },
  { args: ["verify", "--nope"], says: "Unknown argument: nope" },
  { args: ["verify", "--format", "xml"], says: '"xml", Choices: "text", "json", "mermaid"' },
  { args: ["verify", "--format", "json", "--format", "text"], says: "--format: expected once, got 2 times" },
  { args: ["verify", "--max-states", "many"], says: "--max-states: expected a whole number from 1" },
  { args: ["verify", "--max-memory", "1XB"], says: "--max-memory: expected an amount of memory" },
  { args: ["verify", "--max-seconds", "0"], says: "--max-seconds: expected a number of seconds" },
  { args: ["verify", "--checkpoint", "a", "--checkpoint", "b"], says: "--checkpoint: expected once, got 2 times" },
  {
    args: ["verify", "--checkpoint", "a", "--resume", "a"],
    says: "--resume: keeps its checkpoints where the first one",
  },
  { args: ["verify", "--lossy", "maybe"], says: '"maybe", Choices: "bitstate", "compact"' },
  { args: ["verify", "--lossy", "compact", "--lossy", "compact"], says: "--lossy: expected once, got 2 times" },
  { args: ["verify", "good", "--lossy", "compact", "--kernel", "plain"], says: "--lossy: the plain loop is exact" },
  {
    args: ["verify", "good", "--lossy", "compact", "--reduction", "all"],
    says: "--lossy: a reduced space is explored",
  },
  { args: ["verify", "good", "--every", "60s"], says: "--every: expected --checkpoint or --resume with it" },
  { args: ["verify", "good", "--checkpoint", "a", "--every", "60"], says: "--every: expected a duration such as 60s" },
  { args: ["verify", "good", "--checkpoint", ""], says: "--checkpoint: expected a directory, got ''" },
  { args: ["verify", "good", "--resume", "a", "--reduction", "all"], says: "--resume: a reduced space is explored" },
  {
    args: ["verify", "good", "idle", "--checkpoint", "a"],
    says: "--checkpoint: expected one scenario, got 2: name the",
  },
  { args: ["verify", "--checkpoint", "a"], says: "--checkpoint: expected one scenario, got 6: name the one to keep" },
  { args: ["verify", "good", "--resume", "nowhere"], says: "--resume: nowhere: " },
  { args: ["verify", "good", "--checkpoint", "no/where"], says: "--checkpoint: no/where: " },
  { args: ["verify", "goood", "idel"], says: "unknown scenario 'goood'; did you mean 'good'?" },
  { args: ["verify", "goood", "idel"], says: "unknown scenario 'idel'; did you mean 'idle'?" },
  { args: ["verify", "--", "--format"], says: "unknown scenario '--format'" },
  { args: ["verify", "\u001b[31m"], says: "unknown scenario '\\u001b[31m'" },
  { args: ["verify", "--set", "buffering"], says: "--set: expected option=value, got 'buffering'" },
  { args: ["verify", "--set", "bufering=none"], says: "unknown option 'bufering'; did you mean 'buffering'?" },
  { args: ["verify", "--set", "buffering=nar"], says: "expected none | nAR | nAR+pAR, got 'nar'; did you mean 'nAR'" },
  { args: ["verify", "--property", "P-LOSS"], says: "unknown property 'P-LOSS'; did you mean 'P-LOSS-1'?" },
  { args: ["verify", "good", "--property", "P-STAY-1"], says: "P-STAY-1: not meaningful in any of the chosen" },
  { args: ["verify", "--list-options", "--format", "mermaid"], says: "expected --format text or json, got 'mermaid'" },
  { args: ["diff"], says: "expected a scenario, got none" },
  { args: ["diff"], says: "expected --set or --set-other, got neither" },
  { args: ["diff", "good", "bad", "--set", "buffering=nAR"], says: "Unknown argument: bad" },
  { args: ["diff", "good", "--", "bad"], says: "expected one scenario, got 2" },
  { args: ["diff", "good", "--scenario-file", "a.json"], says: "expected one scenario, got 2" },
  {
    args: ["diff", "--scenario-file", "a", "--scenario-file", "b"],
    says: "--scenario-file: expected once, got 2 times",
  },
  { args: ["diff", "goood", "--set", "buffering=nAR"], says: "unknown scenario 'goood'; did you mean 'good'?" },
  { args: ["diff", "--scenario-file", "nowhere.json", "--set", "moves=1"], says: "nowhere.json: no such file" },
  { args: ["diff", "good", "--set", "a=b", "--set-other", "c"], says: "--set: unknown option 'a'" },
  { args: ["diff", "good", "--set", "a=b", "--set-other", "c"], says: "--set-other: expected option=value, got 'c'" },
  { args: ["diff", "good", "--set-other", "buffering=nar"], says: "--set-other buffering: expected none | nAR" },
  {
    args: ["diff", "bad", "--set", "buffering=none"],
    says: "expected two readings, got the same options on both sides",
  },
  { args: ["diff", "good", "--set", "moves=2", "--property", "P-IDLE-1"], says: "P-IDLE-1: not meaningful in any" },
  { args: ["diff", "good", "--set", "moves=2", "--property", "P-LOS"], says: "unknown property 'P-LOS'" },
  { args: ["diff", "good", "--set", "moves=2", "--max-states", "0"], says: "--max-states: expected a whole number" },
  { args: ["diff", "good", "--set", "moves=2", "--format", "mermaid"], says: '"mermaid", Choices: "text", "json"' },
  { args: ["decode"], says: "expected a capture, got none" },
  { args: ["decode", "a.pcap", "b.pcap"], says: "Unknown argument: b.pcap" },
  { args: ["decode", "--", "-a.pcap", "-b.pcap"], says: "unknown argument: -b.pcap" },
  { args: ["decode", "--", "-a.pcap"], says: "-a.pcap: no such file" },
  { args: ["decode", "a.pcap", "--frame", "3"], says: "Unknown argument: frame" },
  { args: ["decode", "a.pcap", "--frames", "0"], says: "--frames: expected frame numbers such as 7, 7-12, 7- or -12" },
  { args: ["decode", "a.pcap", "--frames", "9-3"], says: "or -12, got '9-3'" },
  { args: ["decode", "a.pcap", "--frames", "1", "--frames", "2"], says: "--frames: expected once, got 2 times" },
  { args: ["decode", "a.pcap", "--only", "pbu"], says: '"pbu", Choices: "all", "signalling"' },
  { args: ["decode", "a.pcap", "--format", "mermaid"], says: '"mermaid", Choices: "text", "json"' },
  { args: ["decode", "a.pcap", "--format", "json", "--layers"], says: "--layers: expected --format text, got 'json'" },
  { args: ["conform"], says: "expected a capture, got none" },
  { args: ["conform", "-"], says: "-: expected a file, got standard input, which can be read only once" },
  { args: ["conform", "a.pcap", "--format", "xml"], says: '"xml", Choices: "text", "json", "mermaid"' },
  { args: ["conform", "a.pcap", "--roles"], says: "Not enough arguments following: roles" },
  { args: ["conform", "a.pcap", "--roles", "a", "--roles", "b"], says: "--roles: expected once, got 2 times" },
  { args: ["conform", "a.pcap", "--deviation", "x"], says: "Unknown argument: deviation" },
  { args: ["verify", "-"], says: "unknown scenario '-'" },
  { args: ["list", "rulez"], says: 'Given: "rulez"' },
  { args: ["list", "rules", "--", "more"], says: "unknown argument: more" },
  { args: ["explain"], says: "Missing required argument: id" },
  { args: ["explain", "P-LOS-1"], says: "unknown id 'P-LOS-1'; did you mean property 'P-LOSS-1'" },
  { args: ["explain", "quite another"], says: "unknown id 'quite another'; see mpacheck list" },
  { args: ["verify", "--scenario-file", "nowhere.json"], says: "nowhere.json: no such file" },
  { args: ["verify", "--scenario-file", "test"], says: "test: expected a file, got a directory" },
  { args: ["verify", "--scenario-file", "package.json/x"], says: "a part of its path is not a directory" },
])("exit code 2: $args", async ({ args, says }) => {
  const ended = await ask(...args);
  expect(ended.err.join("\n")).toContain(says);
  expect(ended).toMatchObject({ code: 2, out: "" });
});

test.each([
  { name: "large", content: " ".repeat(2 ** 20 + 1), says: "expected at most 1048576 bytes, got more" },
  { name: "bytes", content: Uint8Array.of(0x22, 0xff, 0x22), says: "expected UTF-8, got other bytes" },
  { name: "word", content: '{\n  "name": "x",\n  title: 1\n}', says: "line 3, column 3: expected JSON, got 't'" },
  { name: "value", content: '{\n  "name": nothing }', says: "line 2, column 11: expected JSON, got 'n'" },
  { name: "cut", content: '{ "name":\n  "x', says: "line 2, column 5: expected JSON, got the end of the line" },
  { name: "end", content: '{ "name":', says: "line 1, column 10: expected JSON, got the end of the line" },
  { name: "empty", content: "", says: "line 1, column 1: expected JSON, got the end of the line" },
  { name: "list", content: "[1]", says: "expected an object, got [1]" },
  { name: "number", content: "1", says: "expected an object, got 1" },
  {
    name: "idle",
    content: scenario({ expect: { "P-STAY-1": { verdict: "holds", because: "?" } } }),
    says: "expect.P-STAY-1: expected a property that is checked in this scenario, this one is not",
  },
])("exit code 2: a file of $name", async ({ name, content, says }) => {
  const path = file(name, content);
  const ended = await ask("verify", "--scenario-file", path);
  expect(ended.err).toContain(`${path}: ${says}`);
  expect(ended).toMatchObject({ code: 2, out: "" });
});

test("exit code 2: every mistake of a file in a line", async () => {
  const { code, out, err } = await ask("verify", "--scenario-file", "test/cli/fake/files/mistakes.json");
  expect({ code, out }).toEqual({ code: 2, out: "" });
  await expect(`${err.join("\n")}\n`).toMatchFileSnapshot("../golden/cli/mistakes.txt");
});

test("files are explored after names, and alone if there are no names", async () => {
  const mine = file("mine", scenario({ options: { buffering: "nAR" } }));
  const alone = await ask("verify", "--scenario-file", mine, "--scenario-file", "test/cli/fake/files/good-too.json");
  expect(alone.out).toMatch(/^as expected: 2 scenarios.*\n1 +mine .*\n2 +good too /s);
  const beside = await ask("verify", "good", "--scenario-file", mine);
  expect(beside.out).toMatch(/^as expected: 2 scenarios.*\n1 +good .*\n2 +mine /s);
});

test.each([
  { args: ["verify", "good", "idle", "bad", "gloomy", "--trail", "all"], codec: Verification },
  { args: ["verify", "bad", "--trail", "none"], codec: Verification },
  { args: ["verify", "endless", "--max-states", "9"], codec: Verification },
  { args: ["verify", "good", "--set", "buffering=nAR"], codec: Verification },
  { args: ["diff", "bad", "--set", "buffering=nAR"], codec: Diff },
  { args: ["diff", "endless", "--set", "downlinkProbes=2", "--max-states", "9"], codec: Diff },
  { args: ["verify", "--list-options"], codec: Entries },
  { args: ["list"], codec: Entries },
  { args: ["list", "properties"], codec: Entries },
  { args: ["list", "requirements"], codec: Entries },
  { args: ["list", "rules"], codec: Entries },
  { args: ["explain", "buffering"], codec: Entries },
])("JSON by its schema: $args", async ({ args, codec }) => {
  const { out } = await ask(...args, "--format", "json");
  const json: unknown = JSON.parse(out);
  // What a codec does not know it drops; nothing may be dropped.
  expect(codec.decode(json)).toEqual(E.right(json));
});
