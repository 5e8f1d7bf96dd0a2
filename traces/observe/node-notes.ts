/** Where the model's words do not reach: what was seen of a mobile node, and how it is told. */
import { pmas } from "../../model/vocabulary.js";
import { headOf } from "./fate.js";
import { statusOf } from "./normalise.js";
import { type NodeView } from "./node-signals.js";
import { prefixesIn } from "./identity.js";
import { prefixes } from "../../model/vocabulary.js";

const sample = (numbers: ReadonlySet<number>): string => [...numbers].slice(0, 8).join(", ");

export const notesOfNode = ({ name, signals, left }: NodeView): ReadonlyArray<string> => {
  const refused = new Set<number>();
  const accepted = new Set<number>();
  const sets = new Set<string>();
  for (const { item } of signals) {
    const of = headOf(item)?.of;
    if (of === undefined || !("mobility" in of)) continue;
    const { message } = of.mobility;
    if (message.type === "BA" && message.status !== statusOf(message.status))
      (message.status < 128 ? accepted : refused).add(message.status);
    const named = prefixesIn(of);
    if (named.length > 0 && sets.size <= prefixes.length) sets.add(named.join(" "));
  }
  return [
    ...(accepted.size === 0 ? [] : [`${name}: status ${sample(accepted)} is told as 0, accepted`]),
    ...(refused.size === 0 ? [] : [`${name}: status ${sample(refused)} is told as 130: the model has no such refusal`]),
    ...(sets.size > prefixes.length
      ? [`${name}: more than ${prefixes.length} prefix sets; all beyond are told as the last`]
      : []),
    ...(left === 0
      ? []
      : [
          `${name}: ${left} signals of other MAGs than its first ${pmas.length} are not told, as the model has no more`,
        ]),
  ];
};
