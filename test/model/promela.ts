/**
 * The handover in Promela: the text in ./promela, written from the documents and not from the model, with the parameters
 * that a scenario's options give it.
 */
import { readFileSync } from "node:fs";
import type { Options } from "../../model/options.js";
import { censusPromela } from "./promela-census.js";

/** The PMAs come first: their processes are numbered, and their numbers are their names. */
const parts = ["domain", "pma", "home-agent", "mobile-node"] as const;

const text = parts.map((part) => readFileSync(`test/model/promela/${part}.pml`, "utf8")).join("\n");

const ends: { readonly [E in Options["tunnelEnd"]]: string } = {
  "before-switch": "BEFORE_SWITCH",
  "after-switch": "AFTER_SWITCH",
  kept: "KEPT",
};

/** What the text takes for granted. Options that are neither here nor among the parameters change nothing then. */
export const assumed = {
  start: "attached",
  mobileNodes: 1,
  refreshes: 0,
  retransmissions: 0,
  loss: 0,
  duplication: 0,
  reordering: false,
  detachNotice: "late",
  switching: "succeeds",
  bindingExpiry: false,
  departure: "prepared",
  attachNotification: "refresh",
  oldTunnel: "until-attached",
  advertisement: "after-acknowledgement",
  prefixOrigin: "profile",
  proactiveHi: 3,
  proactiveLlid: "same",
  reactiveHi: 4,
  ordering: "timestamp",
  deregWait: "drop",
  tunnelSetup: "after-authentication",
  aaaSessions: "several",
  handoverLife: "unbounded",
  renewal: "never",
  abandonment: false,
  crash: "none",
  clockSkew: 0,
} as const satisfies Partial<Options>;

const parameters = (options: Options): Readonly<Record<string, string | number | boolean>> => ({
  MPA: options.handover === "mpa",
  INDIRECT: options.preauthentication === "indirect",
  END: ends[options.tunnelEnd],
  N_BUFFERS: options.buffering !== "none",
  P_BUFFERS: options.buffering === "nAR+pAR",
  TRIGGER_N: options.deleteTrigger !== "pPMA",
  TRIGGER_P: options.deleteTrigger !== "nPMA",
  LINK_FIRST: options.deletion === "link-first",
  READY_EARLY: options.nextState === "before-update",
  RETURN_NOTICED: options.reattachment === "registers",
  BOTH_ACCEPTED: options.uplink === "either-accepted",
  SUSPENDED: options.refresh === "suspended",
  EVIDENCE: options.evidence === "required",
  MOVES: options.moves,
  PROBES: options.downlinkProbes,
  UP_PROBES: options.uplinkProbes,
  BUFFER: options.bufferSize,
});

/** Without the census, so that what no step reads is no part of SPIN's states. */
export const bareHandoverPromela = (options: Options): string => {
  const defines = Object.entries(parameters(options)).map(([name, value]) => `#define ${name} ${value}`);
  return [...defines, "", text].join("\n");
};

export const handoverPromela = (options: Options): string => [bareHandoverPromela(options), censusPromela].join("\n");
