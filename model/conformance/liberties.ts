/** What the documents allow an implementation and the model, which explores decisions, leaves out. */
import type { Rule } from "../../checker/system.js";
import { acknowledge } from "../entities/lma-processing.js";
import { prefixOf } from "../entities/pma-session.js";
import type { Session } from "../state.js";
import { type Pma, pmas, poaOf } from "../vocabulary.js";
import { words } from "./seen.js";

const { rule, receive } = words;

/**
 * RFC 4861 §6.2.4: a router advertises when it is asked and from time to time, RFC 5213 §6.9.1.2(11) not after a refusal.
 * By the draft's order (E-12) it does so before the PBU, as soon as it has the profile.
 */
const advertises = (self: Session): boolean =>
  self.binding === "registered" || (self.link === "up" && self.profile !== "none");

const hearsFrom = (pma: Pma, isUnheard: boolean): Rule =>
  rule(
    `MN.hearsFrom(${pma})`,
    { self: "MN", router: pma, seen: "seen" },
    ({ self, router, seen }) => {
      const hnp = isUnheard ? "HNP1" : prefixOf(router);
      if (self.at !== poaOf(pma) || hnp === "none" || !(isUnheard || advertises(router))) return [];
      if (seen.type !== "RA" || seen.router !== pma) return [];
      const message = { type: "RA", mn: "MN", router: pma, hnp } as const;
      return [
        {
          label: { entity: "MN", does: "hears its router advertise the prefix", mn: "MN", received: message },
        },
      ];
    },
    { sources: ["RFC 4861 §6.2.4", "RFC 5213 §6.9.1.2", "B11", "D0b", "D13"] },
  );

/** RFC 4861 §6.3.7: a host solicits when it likes. */
const solicits: Rule = rule(
  "MN.solicits",
  { self: "MN", seen: "seen" },
  ({ self, seen }) =>
    seen.type === "RS" && self.at !== "none"
      ? [{ label: { entity: "MN", does: "solicits a router", mn: "MN", shown: { type: "RS" } } }]
      : [],
  { sources: ["RFC 4861 §6.3.7"] },
);

/** Statuses that say nothing but that the LMA's configuration does not want this: RFC 5213 §5.3.1(6) to (8), §5.3.2(3). */
const ofPolicy: ReadonlyArray<number> = [130, 152, 153, 154, 155];

/** Where another PMA's PBUs are not seen, these may be right as well: it may have sent a newer one. */
const ofOrder: ReadonlyArray<number> = [135, 156, 157];

const refuses = (pma: Pma, statuses: ReadonlyArray<number>): Rule =>
  receive(
    `HA.refusesByPolicy(${pma})`,
    `${pma}>HA`,
    ["seen"],
    ({ seen }, message) => {
      if (message.type !== "PBU" || seen.type !== "PBA" || seen.to !== pma || !statuses.includes(seen.status))
        return [];
      if (message.lifetime === "zero") return [];
      const answer = acknowledge(message, seen.status, undefined, 0);
      return [
        {
          label: { entity: "HA", does: "refuses by its configuration", mn: "MN", received: message, sent: [answer] },
          send: [{ to: `HA>${pma}` as const, message: answer }],
        },
      ];
    },
    { sources: ["RFC 5213 §5.3.1", "RFC 5213 §5.3.2"] },
  );

/** RFC 5213 §6.9.1.2: after a refusal a MAG may try again, as long as the mobile node is there (not after 152, (7)). */
const triesAgain = (pma: Pma): Rule =>
  rule(
    `${pma}.registersAgain`,
    { self: pma, clock: "clock" },
    ({ self, clock }) => {
      if (self.link === "down" || self.binding !== "none" || !self.refused) return [];
      const hnp = prefixOf(self);
      const message = {
        type: "PBU",
        from: pma,
        mnId: "MN",
        hnp: [hnp === "none" ? "ALL_ZERO" : hnp],
        hi: 4,
        att: "ATT",
        llid: "LLID",
        order: clock + 1,
        lifetime: "granted",
        evidence: true,
      } as const;
      const session = { ...self, binding: "requested", awaits: clock + 1, since: clock + 1, hi: 4 } as const;
      return [
        {
          label: { entity: pma, does: "registers the mobile node again", mn: "MN", sent: [message] },
          next: { self: session, clock: clock + 1 },
          send: [{ to: `${pma}>HA` as const, message }],
        },
      ];
    },
    { sources: ["RFC 5213 §6.9.1.2"] },
  );

/**
 * `link`: the link of the mobile node is captured, so that advertisements are seen; `unheard`: PMAs of whose
 * registrations nothing is seen.
 */
export const liberties = ({
  link,
  unheard,
}: {
  readonly link: boolean;
  readonly unheard: ReadonlyArray<Pma>;
}): ReadonlyArray<Rule> => [
  ...(link ? [...pmas.map((pma) => hearsFrom(pma, unheard.includes(pma))), solicits] : []),
  ...pmas.map((pma) => refuses(pma, unheard.length === 0 ? ofPolicy : [...ofPolicy, ...ofOrder])),
];

/** Liberties in sending PBUs: they need the contents of what is seen. */
export const registering: ReadonlyArray<Rule> = pmas.map(triesAgain);
