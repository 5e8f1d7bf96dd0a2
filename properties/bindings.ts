/** The anchor's bindings: who may change them, in which order, and that a prefix has one owner. */
import { homePrefix } from "../model/entities/lma-processing.js";
import { type BindingCacheEntry, type HomeAgent, words } from "../model/state.js";
import { type Event, type MobileNode, type Pbu, isMobileNode } from "../model/vocabulary.js";
import { type CatalogueEntry, entry, everyMobileNode, handoverFootprint } from "./view.js";

const { action, always } = words;

/** The PBU that a step carries out, on arrival or after a wait. */
const carriedOut = ({ received, resolved, binding }: Event): Pbu | undefined => {
  if (binding === undefined) return undefined;
  return received?.type === "PBU" ? received : resolved;
};

const accepted = (ha: HomeAgent, { mnId }: Pbu): number => (isMobileNode(mnId) ? ha.accepted[mnId] : 0);

const sameSession = (ha: HomeAgent, { mn, hnp }: BindingCacheEntry): BindingCacheEntry | undefined =>
  ha.bindings.find((each) => each.mn === mn && each.hnp === hnp);

export const bindings: ReadonlyArray<CatalogueEntry> = [
  entry(
    "P-AUTHZ-1",
    "The HA changes a binding only for a PMA that the AAA server let serve the mobile node, and a prefix that is its own.",
    ["RFC 5213 §4", "RFC 5213 §5.3.1(6)", "S1 §3"],
    (_, name) =>
      action(
        name,
        ["AAA"],
        ({ AAA }, label) => {
          const pbu = carriedOut(label);
          if (pbu === undefined || label.binding === undefined) return true;
          const mn = pbu.mnId;
          if (!isMobileNode(mn)) return false;
          const other: MobileNode = mn === "MN" ? "MN2" : "MN";
          return AAA[mn].includes(pbu.from) && label.binding.hnp !== homePrefix[other];
        },
        { given: (label) => carriedOut(label) !== undefined },
      ),
  ),
  entry(
    "P-UNIQ-1",
    "A prefix belongs to at most one mobility session.",
    ["RFC 5213 §5.2", "RFC 5213 §5.3.2(1)"],
    (_, name) =>
      always(name, ["HA"], ({ HA }) => new Set(HA.bindings.map(({ hnp }) => hnp)).size === HA.bindings.length, {
        given: ({ HA }) => HA.bindings.length > 0,
      }),
  ),
  entry(
    "P-MONO-1",
    "Each PBU that the HA carries out on arrival is newer than all that it accepted for the mobile node before.",
    ["RFC 5213 §5.5(6)"],
    (_, name) =>
      action(
        name,
        ["HA"],
        ({ HA }, label) => {
          if (label.received?.type !== "PBU" || label.binding === undefined) return true;
          return label.received.order > accepted(HA, label.received);
        },
        { given: ({ received, binding }) => received?.type === "PBU" && binding !== undefined },
      ),
  ),
  entry(
    "P-MONO-2",
    "An older PBU never takes a binding away from the PMA that a newer one gave it to.",
    ["RFC 5213 §5.5", "RFC 5213 §5.3.4"],
    (_, name) =>
      action(
        name,
        ["HA"],
        (before, label, after) =>
          after.HA.bindings.every((entryAfter) => {
            const entryBefore = sameSession(before.HA, entryAfter);
            const pbu = carriedOut(label);
            if (entryBefore === undefined || pbu === undefined || entryBefore.coa === entryAfter.coa) return true;
            return pbu.order > entryBefore.order;
          }),
        { given: (label) => carriedOut(label) !== undefined },
      ),
  ),
  entry(
    "P-STALE-1",
    "A de-registration by a PMA that is not the registered one changes no binding.",
    ["RFC 5213 §5.3.5(1)"],
    (_, name) =>
      action(
        name,
        ["HA"],
        (before, { received }, after) => {
          if (received?.type !== "PBU" || received.lifetime !== "zero") return true;
          return before.HA.bindings.every((each) => {
            if (each.mn !== received.mnId || each.coa === received.from) return true;
            return after.HA.bindings.some(
              ({ mn, hnp, coa, state }) =>
                mn === each.mn && hnp === each.hnp && coa === each.coa && state === each.state,
            );
          });
        },
        {
          given: ({ entity, received }) => entity === "HA" && received?.type === "PBU" && received.lifetime === "zero",
        },
      ),
  ),
  entry(
    "P-TUN-4",
    "The HA has its end of a tunnel to every PMA that a binding names, whoever else uses it.",
    ["RFC 5213 §5.6.1", "RFC 5213 §5.3.4(2)"],
    (_, name) =>
      always(name, ["HA"], ({ HA }) => HA.bindings.every(({ coa }) => HA.tunnels.includes(coa)), {
        given: ({ HA }) => HA.bindings.length > 0,
      }),
  ),
  entry(
    "P-PFX-1",
    "A prefix is advertised to a mobile node only while the HA has it bound for that mobile node.",
    ["RFC 5213 §6.7", "RFC 5213 §6.9.1.2(11)"],
    (_, name) =>
      action(
        name,
        ["HA"],
        ({ HA }, { sent = [] }) =>
          sent.every(
            (message) =>
              message.type !== "RA" || HA.bindings.some(({ mn, hnp }) => mn === message.mn && hnp === message.hnp),
          ),
        { given: ({ sent = [] }) => sent.some(({ type }) => type === "RA") },
      ),
  ),
  entry("P-PFX-2", "A mobile node's HoA never changes inside the domain.", ["S1 §2", "RFC 5213 §1"], (options, name) =>
    action(
      name,
      ["MN", "MN2"],
      (before, _label, after) =>
        everyMobileNode(options, (mn) => before[mn].hoa === "none" || before[mn].hoa === after[mn].hoa),
      { given: ({ received }) => received?.type === "RA" },
    ),
  ),
  entry(
    "P-PING-2",
    "However often mobile nodes come and go, each has at most one session, and nothing else piles up.",
    ["RFC 6252 §C.1", "RFC 5213 §5.4"],
    (options, name) =>
      always(
        name,
        handoverFootprint,
        (view) =>
          view.HA.tunnels.length <= 2 &&
          everyMobileNode(options, (mn) => view.HA.bindings.filter((each) => each.mn === mn).length <= 1) &&
          [view.pPMA, view.nPMA, view["pPMA/MN2"], view["nPMA/MN2"]].every(
            ({ buffer }) => buffer.length <= options.bufferSize,
          ),
      ),
  ),
];
