/**
 * What a message alone, or a PBA beside the PBU that it answers, shows to be broken. Each rule cites its clause; the ids
 * are those of the requirement catalogue, the nearest one where a clause about octets has none of its own. Not judged,
 * because the text leaves it open: the life time in a refusal ("undefined", RFC 6275 §6.1.8), the flags H and L, the
 * length of a home network prefix, a PBA that answers nothing (its PBU may not have been captured).
 */
import { headOf } from "./fate.js";
import { type History, historiesOf } from "./histories.js";
import type { MessageSeen } from "./messages.js";
import type { NeighbourSeen } from "./neighbours.js";
import type { NodeView } from "./node-signals.js";
import type { MessageDeviation } from "./observation.js";
import { formatRules } from "./rules-of-format.js";
import { pbaRules } from "./rules-of-pba.js";
import { pbuRules } from "./rules-of-pbu.js";

/** `finds`: what is wrong, in words; nothing if nothing is. */
export type Rule<T> = {
  readonly id: string;
  /** Document and clause. */
  readonly source: string;
  readonly finds: (subject: T) => ReadonlyArray<string>;
};

export type PbuSubject = {
  readonly pbu: MessageSeen;
  readonly history: History;
  readonly sees: "all signals" | "some signals";
};
export type PbaSubject = { readonly pba: MessageSeen; readonly pbu: MessageSeen | undefined };

const raRules: ReadonlyArray<Rule<NeighbourSeen>> = [
  {
    id: "PMIP-6.9.1.2-12",
    source: "RFC 4861 §6.1.2",
    finds: ({ hopLimit, code, source, checksumOk }) => [
      ...(hopLimit === 255 ? [] : [`a Router Advertisement with hop limit ${hopLimit} is discarded`]),
      ...(code === 0 ? [] : [`a Router Advertisement with code ${code} is discarded`]),
      ...(/^fe[89ab]/.test(source)
        ? []
        : ["a Router Advertisement from an address that is not link-local is discarded"]),
      ...(checksumOk === false ? ["a Router Advertisement with a wrong checksum is discarded"] : []),
    ],
  },
];

/** What is judged: requirement and clause, once for each rule. */
export const messageRules: ReadonlyArray<Pick<Rule<never>, "id" | "source">> = [
  ...formatRules,
  ...pbuRules,
  ...pbaRules,
  ...raRules,
].map(({ id, source }) => ({ id, source }));

const apply = <T>(
  rules: ReadonlyArray<Rule<T>>,
  subject: T,
  { capture, frame }: { readonly capture: number; readonly frame: number },
): ReadonlyArray<MessageDeviation> =>
  rules.flatMap(({ id, source, finds }) =>
    finds(subject).map((why) => ({ id, capture, frame, why: `${why} (${source})` })),
  );

/**
 * Of one mobile node, in the order of its messages. Of a message seen at several points, the frame nearest its sender.
 * Where another MAG or the mobile node's link was not captured, a PBU may have reasons that nobody saw.
 */
export const judgeMessages = (
  view: NodeView,
  sees: "all signals" | "some signals",
): ReadonlyArray<MessageDeviation> => {
  const histories = historiesOf(view);
  return view.signals.flatMap((signal) => {
    const { registration } = signal;
    const of = headOf(signal.item)?.of;
    if (of === undefined) return [];
    if (!("mobility" in of)) return of.message.type === "RA" ? apply(raRules, of, of) : [];
    // What the capture cut cannot be judged.
    if (registration === undefined || of.isCut) return [];
    const history = histories.get(signal);
    const asked = registration.answers === undefined ? undefined : headOf(registration.answers)?.of;
    return [
      ...apply(formatRules, of, of),
      ...(registration.kind === "PBU" && history !== undefined ? apply(pbuRules, { pbu: of, history, sees }, of) : []),
      ...(registration.kind === "PBA" ? apply(pbaRules, { pba: of, pbu: asked }, of) : []),
    ];
  });
};
