/** Mistakes after which something never ends, that the properties of what happens in the end must notice. */
import { type Mutant, believes, never, tells } from "./mutation.js";

export const liveness: ReadonlyArray<Mutant> = [
  {
    property: "P-TUN-2",
    profile: "as-written",
    options: {},
    rule: "pPMA.deleteTriggerFromLink",
    change: "pPMA deletes its end of the handover tunnel and tells nobody",
    mutate: tells(() => undefined),
  },
  {
    property: "P-RES-1",
    profile: "as-written",
    options: {},
    rule: "pPMA.deregistrationTimeout",
    change: "pPMA waits for ever for the answer to its de-registration, which the HA ignores",
    mutate: never,
  },
  {
    property: "P-RES-2",
    profile: "repaired",
    options: { abandonment: true },
    rule: "nPMA.preparationEnds",
    change: "what nPMA prepared has no end",
    mutate: never,
  },
  {
    property: "P-PROG-1",
    profile: "as-written",
    options: { handover: "reactive" },
    rule: "MN.attach(nPoA)",
    change: "the mobile node never arrives",
    mutate: never,
  },
  {
    property: "P-PROG-1",
    profile: "repaired",
    options: {},
    rule: "pPMA.relayToMobileNode",
    change: "pPMA does not pass on the answer to the mobile node's pre-authentication",
    mutate: never,
  },
  {
    property: "P-PING-1",
    profile: "repaired",
    options: { moves: 2 },
    rule: "pPMA.noticeAttachment",
    change: "pPMA does not know that it has authenticated the mobile node",
    mutate: believes("self", { authorisation: "none" }),
  },
  {
    property: "PMIP-5.3.5-2c",
    profile: "as-written",
    options: { handover: "reactive", loss: 1 },
    rule: "HA.minDelayBeforeBceDelete",
    change: "the wait after a de-registration has no end",
    mutate: never,
  },
  {
    property: "PMIP-6.9.1.2-8",
    profile: "as-written",
    options: { handover: "reactive" },
    rule: "nPMA.processPba",
    change: "nPMA takes the refusal for the last word",
    mutate: believes("self", { tries: 9 }),
  },
];
