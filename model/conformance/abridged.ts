/**
 * What no capture of a handover shows, abridged: pre-authentication (its PANA runs inside the tunnels or is protected) and
 * the handover tunnel, for which the draft names no signalling. Each exchange is one hidden step, each end of a deletion
 * another, so that a replay need not follow every message that nobody sees.
 */
import type { Rule } from "../../checker/system.js";
import { withoutTunnel } from "../entities/pma-session.js";
import type { Options } from "../options.js";
import type { Pma } from "../vocabulary.js";
import { words } from "./seen.js";

const { rule } = words;

/** Rules of the model that the steps here stand for. */
const stoodFor: ReadonlyArray<RegExp> = [
  /\.isImpendingToMove$/,
  /^MN\.preauthenticate$/,
  /\.receivePar$/,
  /^MN\.triggerDeletion$/,
  /\.preauthenticate/,
  /\.repeatPar$/,
  /andoverTunnel/,
  /\.repeatTunnelRequest$/,
  /\.deleteTrigger/,
  /\.bufferReturned$/,
  /\.mobileNodeReturned$/,
  /\.relay/,
  /\.receiveFrom/,
  /^HA\.(intercept|receiveData)/,
  /\.(drainBuffer|returnBuffer)$/,
  /^network\.lose\((data|.*>[pn]PMA\)$|[pn]PMA>MN)/,
  /\.(dropFrame|dropSignal)$/,
  /^MN\.receive/,
  /^AAA\./,
];

/** `HA>pPMA` and `HA>nPMA` may lose PBAs, which are followed message by message. */
const kept = /^network\.lose\(HA>/;

export const isAbridged = ({ name }: Rule): boolean => !kept.test(name) && stoodFor.some((of) => of.test(name));

/** D1 to D7: from the mobile node's discovery of nPMA to a handover tunnel that is up at both ends. */
const prepares = (isPreviousHeard: boolean): Rule =>
  rule(
    "nPMA.isPrepared",
    { next: "nPMA", previous: "pPMA" },
    ({ next, previous }) =>
      next.tunnel === "none" &&
      next.link === "down" &&
      (previous.authorisation === "authorised" || !isPreviousHeard) &&
      previous.tunnel === "none"
        ? [
            {
              label: {
                entity: "nPMA",
                does: "has pre-authenticated the mobile node and its handover tunnel up",
                mn: "MN",
              },
              next: {
                next: {
                  ...next,
                  authorisation: "pre-authenticated",
                  profile: "HNP1",
                  role: "next",
                  tunnel: "up",
                  target: "tunnel",
                } as const,
                previous: { ...previous, role: "previous", tunnel: "up" } as const,
              },
            },
          ]
        : [],
    { sources: ["S1 §2.1.3", "S1 §2.1.4", "D1", "D7"] },
  );

/** D11: an end of the tunnel goes, at either PMA and in either order (E-10, R-12). */
const endGoes = (options: Options): ReadonlyArray<Rule> =>
  (["pPMA", "nPMA"] as const).map((pma) =>
    rule(
      `${pma}.endsTunnel`,
      { self: pma },
      ({ self }) =>
        self.tunnel === "up"
          ? [
              {
                label: { entity: pma, does: "deletes its end of the handover tunnel", mn: "MN" },
                next: { self: withoutTunnel(self, options) },
              },
            ]
          : [],
      { sources: ["S1 §2.1.7", "D11"] },
    ),
  );

/** D13 with the tunnel still up: what is for the mobile node goes to its link. */
const linkFirst: Rule = rule(
  "nPMA.prefersLink",
  { self: "nPMA" },
  ({ self }) =>
    self.link === "up" && self.binding === "registered" && self.target !== "link"
      ? [
          {
            label: { entity: "nPMA", does: "routes the prefix to its link", mn: "MN" },
            next: { self: { ...self, target: "link" } as const },
          },
        ]
      : [],
  { sources: ["S1 §2.1.8", "D13"] },
);

/** D7 at pPMA, where nothing shows what nPMA does. */
const prepared: Rule = rule(
  "pPMA.isPrepared",
  { self: "pPMA" },
  ({ self }) =>
    self.authorisation === "authorised" && self.tunnel === "none"
      ? [
          {
            label: { entity: "pPMA", does: "has its end of the handover tunnel up", mn: "MN" },
            next: { self: { ...self, role: "previous", tunnel: "up" } as const },
          },
        ]
      : [],
  { sources: ["S1 §2.1.4", "D7"] },
);

export const abridged = (options: Options, unheard: ReadonlyArray<Pma>): ReadonlyArray<Rule> => {
  if (options.handover === "reactive") return [];
  if (unheard.includes("nPMA")) return unheard.includes("pPMA") ? [] : [prepared, ...endGoes(options)];
  return [prepares(!unheard.includes("pPMA")), ...endGoes(options), linkFirst];
};
