/** What the loop wanted to know of the properties: asked once, and noted as answered. */
import { checkState, collectBadSteps } from "../explore/findings.js";
import { VIOLATED, askedAbout, noteTaken, stepFinding } from "../kernel/predicates.js";
import { type Arena, field, setField } from "./arena.js";
import { type Explorer, readState } from "./explorer.js";
import * as f from "./fields.js";
import { entryAt } from "./pairs.js";
import { type Slots, firstSlot, isFull, lengthened } from "./slots.js";
import { Unsuited, failed } from "./units.js";

/** Asks the properties what the workers wanted to know, once each. */
export const answer = (e: Explorer): void => {
  const { a, k, findings } = e;
  for (const { at } of e.workers) {
    const count = field(a, at + f.ASK_COUNT);
    setField(a, at + f.ASK_COUNT, 0);
    // Others may not have been noted, and their state is not expanded again.
    if (count === f.ASK_LIMIT) throw new Unsuited("a state has too many steps that are asked about");
    const from = field(a, at + f.ASKS) >>> 2;
    const asks = a.words.slice(from, from + (f.ASK_RECORD / 4) * count);
    for (let i = 0; i < asks.length; i += f.ASK_RECORD / 4) {
      if (!remember(e, asks.subarray(i, i + 4))) continue;
      const number = asks[i + 4]!;
      readState(e, asks[i + 6]!, asks[i + 7]!, k.ids);
      const kind = asks[i + 3]! >>> f.ASK_SHIFT;
      if (kind === f.ASK_STEP) {
        const event = (asks[i + 2]! >>> 24) | (((asks[i + 3]! >>> 20) & 0xff) << 8);
        readState(e, asks[i + 8]!, asks[i + 9]!, e.x.after);
        judgeStep(e, number, event);
      } else if (!checkState(k, findings, number, kind === f.ASK_STUCK)) {
        k.failedFrom = number;
        throw failed(k);
      }
    }
  }
};

const judgeStep = (e: Explorer, number: number, event: number): void => {
  const { k, findings, x } = e;
  k.failedFrom = number;
  const tables = askedAbout(k.tables, k.predicates, event);
  if (tables === undefined) throw failed(k);
  noteTaken(k.predicates, tables);
  for (const table of tables) {
    const { reads } = table;
    for (let i = 0; i < reads.length; i++) {
      k.key[i] = k.ids[reads[i]!]!;
      k.key[reads.length + 1 + i] = x.after[reads[i]!]!;
    }
    k.key[reads.length] = event;
    const finding = stepFinding(k.tables, table, k.key);
    if (finding === 0) throw failed(k);
    if (finding === VIOLATED) k.badSteps.push({ property: table.compiled.index, source: number, to: x.after.slice() });
  }
  k.failedFrom = undefined;
  collectBadSteps(k, findings);
};

/**
 * Beyond so many questions, and more than one for so many states, what was answered is forgotten: then it is nearly a question
 * per state, and seldom asked again.
 */
const MOST_ASKED = 1 << 16;
const STATES_PER_ASKED = 16;

/** Notes a question as answered; false if it was. */
const remember = (e: Explorer, question: Int32Array): boolean => {
  const { a } = e;
  const kind = question[3]! >>> f.ASK_SHIFT;
  // A state without steps is asked about by its key: once, and with other widths another state may have that key.
  if (kind === f.ASK_STUCK) return true;
  const pairs = kind === f.ASK_STATE ? e.stateAsks[question[2]!] : undefined;
  const entry = pairs === undefined ? undefined : entryAt(pairs, question[0]!, question[1]!);
  if (entry !== undefined) {
    if (a.bytes[entry] !== 0) return false;
    a.bytes[entry] = 1;
    return true;
  }
  const at = askedSlot(a.words, askedSlots(a), question, 0);
  if (a.words[at + 3] !== 0) return false;
  a.words.set(question, at);
  if (++e.asked > MOST_ASKED && e.asked * STATES_PER_ASKED > e.log.size) {
    a.words.fill(0, field(a, f.ASKED) >>> 2, (field(a, f.ASKED) >>> 2) + 4 * field(a, f.ASKED_SLOTS));
    e.asked = 0;
  } else if (isFull(e.asked, field(a, f.ASKED_SLOTS))) {
    const longer = lengthened(a, askedSlots(a), 4, (to, entries, from) => askedSlot(a.words, to, entries, from));
    setField(a, f.ASKED, longer.at);
    setField(a, f.ASKED_SLOTS, longer.count);
  }
  return true;
};

const askedSlots = (a: Arena): Slots => ({ at: field(a, f.ASKED), count: field(a, f.ASKED_SLOTS) });

/** Where the question at `from` is or belongs, in words. Its last word is not 0. */
const askedSlot = (words: Int32Array, { at: table, count }: Slots, questions: Int32Array, from: number): number => {
  const [q0, q1, q2, q3] = [questions[from]!, questions[from + 1]!, questions[from + 2]!, questions[from + 3]!];
  let slot = firstSlot(q0 ^ Math.imul(q2, 31), q1 ^ Math.imul(q3, 31), count);
  for (;;) {
    const at = (table >>> 2) + 4 * slot;
    if (
      words[at + 3] === 0 ||
      (words[at] === q0 && words[at + 1] === q1 && words[at + 2] === q2 && words[at + 3] === q3)
    )
      return at;
    if (++slot === count) slot = 0;
  }
};
