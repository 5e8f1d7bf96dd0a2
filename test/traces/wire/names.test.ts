import { expect, test } from "vitest";
import {
  accessTechnologyName,
  handoffIndicatorName,
  mobilityOptionName,
  mobilityTypeName,
  revocationStatusName,
  revocationTriggerName,
  statusName,
} from "../../../traces/wire/names.js";

/** The numbers below 256 that have a name, as ranges. */
const named = (nameOf: (n: number) => string | undefined) => {
  const ranges: string[] = [];
  for (let n = 0; n < 256; n++) {
    if (nameOf(n) === undefined) continue;
    const from = n;
    while (nameOf(n + 1) !== undefined) n++;
    ranges.push(from === n ? `${from}` : `${from}-${n}`);
  }
  return ranges.join(" ");
};

test.each([
  { registry: "MH types", nameOf: mobilityTypeName, numbers: "0-23", n: 13, name: "heartbeat" },
  {
    registry: "mobility options",
    nameOf: mobilityOptionName,
    numbers: "0-53 55-59 63-64",
    n: 25,
    name: "mobile node link-layer identifier",
  },
  {
    registry: "status codes",
    nameOf: statusName,
    numbers: "0-6 128-143 149-178",
    n: 156,
    name: "TIMESTAMP_MISMATCH",
  },
  { registry: "handoff indicators", nameOf: handoffIndicatorName, numbers: "1-5", n: 4, name: "handoff state unknown" },
  { registry: "access technologies", nameOf: accessTechnologyName, numbers: "1-12", n: 4, name: "IEEE 802.11a/b/g" },
  {
    registry: "revocation triggers",
    nameOf: revocationTriggerName,
    numbers: "0-7 128-129",
    n: 128,
    name: "per-peer policy",
  },
  {
    registry: "revocation status",
    nameOf: revocationStatusName,
    numbers: "0-1 128-135",
    n: 132,
    name: "revocation failed, MN is attached",
  },
])("$registry", ({ nameOf, numbers, n, name }) => {
  expect(named(nameOf)).toBe(numbers);
  expect(nameOf(n)).toBe(name);
  const names = Array.from({ length: 256 }, (_, i) => nameOf(i)).filter((found) => found !== undefined);
  expect(new Set(names).size).toBe(names.length);
});
