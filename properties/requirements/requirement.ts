/** What a row of the catalogue is, and the reasons for which a requirement may have no property yet. */

export type Requirement = {
  readonly id: string;
  /** Document and place, "S1" being the draft. */
  readonly source: string;
  /** The keyword as written; "promise" where the source states it in plain language. */
  readonly strength: "MUST" | "MUST NOT" | "SHOULD" | "SHOULD NOT" | "MAY" | "promise";
  /** In the catalogue's own words. */
  readonly says: string;
  /** Ids of the properties that decide it: all of them together, if there are several. Empty only with `notYet`. */
  readonly checkedBy: ReadonlyArray<string>;
  /** Why no property decides it. */
  readonly notYet?: string;
  /** How the source words it, or which part of it is checked, where that is not plain. */
  readonly note?: string;
};

export const reasons = {
  generic: "generic MPA (RFC 6252 with a tunnel between MN and nAR) is not modelled yet",
  interDomain: "inter-domain handover is not modelled yet",
  networks: "several candidate target networks are not modelled yet",
  bicast: "simultaneous bindings and bicasting are not modelled yet",
  interfaces: "two interfaces in use at once are not modelled yet",
  protocols: "mobility protocols other than Proxy Mobile IPv6 are not modelled yet",
  acquisition: "address acquisition by PANA, IKEv2, DHCP or RA through a tunnel is not modelled yet",
  neighbours: "neighbour caches, link-local addresses and duplicate address detection are not modelled yet",
  reservation: "the reservation of resources is not modelled yet",
  reachability: "the reachability test before switching is not modelled yet",
  keys: "keys are not modelled as values yet",
  attacker: "needs an attacker, who is not modelled yet",
  pana: "re-authentication, notification and termination of PANA are not modelled yet",
  revocation: "binding revocation is not modelled yet",
  transient: "transient bindings are not modelled yet",
  restarts: "the restart counter is abstract: a notice of the restart stands for it",
  signalling: "the signalling of the handover tunnel is abstract: no document says which protocol it is",
  time: "needs real time",
  quality: "a number about the data path: measured on timed captures",
  bytes: "concerns the bytes of a message: checked on captures",
  assumed: "assumed: no step of the model could break it",
  deployment: "a demand on the deployment, which no entity can keep or break",
} as const;

/** Notes that many rows share. */
export const notes = {
  lowerCase: "lower case in the source",
  counterpart: "checked on the tunnel between the PMAs, which here stands for the one between MN and nAR",
  insideDomain: "written for handover between domains; checked inside one",
} as const;
