import { expect, test } from "vitest";
import { wire } from "../../cli/wires.js";

const inner = { source: "CN", destination: "HNP1" };
const payload = { type: "probe", direction: "down", mn: "MN", number: 1 };

// The words are the model's own; that each channel's are asked for, and where its ends are, is what counts here.
test.each([
  { name: "HA>pPMA", message: { type: "RS", mn: "MN" }, is: { from: "HA", to: "pPMA", kind: "signal", what: /^RS/ } },
  {
    name: "pPMA>MN2",
    message: { type: "PAR", mn: "MN2" },
    is: { from: "pPMA", to: "MN2", kind: "signal", what: /^PAR/ },
  },
  {
    name: "data HA>pPMA",
    message: { headers: [{ source: "HA", destination: "pPMA" }, inner], payload },
    is: { from: "HA", to: "pPMA", kind: "data", what: /HA=>pPMA.*CN/ },
  },
  {
    name: "data nPMA>PoA",
    message: { headers: [inner], payload },
    is: { from: "nPMA", to: "nPoA", kind: "data", what: /CN/ },
  },
  {
    name: "data PoA>pPMA",
    message: { headers: [inner], payload },
    is: { from: "pPoA", to: "pPMA", kind: "data", what: /CN/ },
  },
])("channel $name", ({ name, message, is }) => {
  const found = wire(name);
  expect({ ...found, what: found?.what(message) }).toEqual({ ...is, what: expect.stringMatching(is.what) as string });
});

test.each(["HA", "pPMA/MN2", "journeys"])("%s is no channel", (name) => {
  expect(wire(name)).toBeUndefined();
});
