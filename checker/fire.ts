/**
 * Running the modeller's functions: a rule's step, a predicate, an observer. Each gets a view of its footprint, and
 * whatever it throws or returns against the contract becomes a fault that names it.
 */
import { arrange, heldIn } from "./channel.js";
import { type Compiled, type CompiledRule, OutsideFootprint, type Resolved, unknownName } from "./compile.js";
import { type Fault, fault, isFault, thrown } from "./fault.js";
import type { ErasedOutcome } from "./system.js";
import { type Canonical, type Pool, intern } from "./values.js";

type View = Readonly<Record<string, unknown>>;
/** The values of a footprint under their components' names, made only when a message needs them. */
type Given = () => View;

/** Values in the order of the footprint, made into a view. */
const viewOf = (reads: Resolved, values: ReadonlyArray<unknown>): View => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an empty object; its prototype has getters that throw
  const view = Object.create(reads.guard) as Record<string, unknown>;
  for (let i = 0; i < reads.aliases.length; i++) view[reads.aliases[i] ?? ""] = values[i];
  return Object.freeze(view);
};

const named = (compiled: Compiled, reads: Resolved, values: ReadonlyArray<unknown>): View =>
  Object.fromEntries(reads.places.map((place, i) => [compiled.components[place]?.name ?? "", values[i]]));

/** Boxed, since what a modeller's function returns may look like a fault of ours. */
type Returned<A> = { readonly tag: "Returned"; readonly value: A };

const call = <A>(where: string, footprint: Given, run: () => A): Returned<A> | Fault => {
  try {
    return { tag: "Returned", value: run() };
  } catch (error) {
    // The modeller's code is a third party's: the one place where the checker catches.
    return error instanceof OutsideFootprint
      ? fault("footprint", where, `expected to read only its footprint, read '${error.component}'`, footprint())
      : fault("threw", where, thrown(error), footprint());
  }
};

export type Write = { readonly place: number; readonly value: Canonical };
export type Sending = { readonly place: number; readonly message: Canonical };
/** One outcome of one rule, checked, its values canonical. */
export type Fired = {
  readonly label: Canonical;
  readonly writes: ReadonlyArray<Write>;
  readonly sends: ReadonlyArray<Sending>;
};

const show = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "an array" : typeof value);

const canonical = (pool: Pool, where: string, what: string, value: unknown, footprint: Given): Canonical | Fault => {
  const result = intern(pool, value);
  return result.tag === "Canonical"
    ? result
    : fault("value", where, `${what}${result.path}: expected immutable data, got ${result.found}`, footprint());
};

const checkWrite = (
  compiled: Compiled,
  pool: Pool,
  { rule, reads }: CompiledRule,
  [alias, value]: readonly [string, unknown],
  footprint: Given,
): Write | Fault => {
  const where = `rule '${rule.name}'`;
  const place = reads.places[reads.aliases.indexOf(alias)];
  const component = place === undefined ? undefined : compiled.components[place];
  if (place === undefined || component === undefined)
    return fault("footprint", where, unknownName("to write only its footprint", alias, reads.aliases), footprint());
  if (component.kind !== "channel") {
    const local = canonical(pool, where, component.name, value, footprint);
    return isFault(local) ? local : { place, value: local };
  }
  if (!Array.isArray(value))
    return fault("result", where, `${component.name}: expected an array of messages, got ${show(value)}`, footprint());
  const held = canonical(pool, where, component.name, value, footprint);
  if (isFault(held)) return held;
  const arranged = arrange(component.discipline, heldIn(held.value));
  if (arranged.length > component.capacity)
    return fault(
      "capacity",
      where,
      `${component.name}: expected at most ${component.capacity} messages, wrote ${arranged.length}`,
      footprint(),
    );
  const result = canonical(pool, where, component.name, arranged, footprint);
  return isFault(result) ? result : { place, value: result };
};

const checkSend = (
  compiled: Compiled,
  pool: Pool,
  { rule }: CompiledRule,
  send: { readonly to: string; readonly message: unknown },
  footprint: Given,
): Sending | Fault => {
  const where = `rule '${rule.name}'`;
  const place = compiled.places.get(send.to);
  if (place === undefined || compiled.components[place]?.kind !== "channel") {
    const channels = compiled.components.filter(({ kind }) => kind === "channel").map(({ name }) => name);
    return fault("result", where, unknownName("a channel to send to", send.to, channels), footprint());
  }
  const message = canonical(pool, where, `message to ${send.to}`, send.message, footprint);
  return isFault(message) ? message : { place, message };
};

/** Each checked in turn; the first fault ends it. */
const each = <A, B>(list: Iterable<A>, check: (item: A) => B | Fault): ReadonlyArray<B> | Fault => {
  const results: B[] = [];
  for (const item of list) {
    const result = check(item);
    if (isFault(result)) return result;
    results.push(result);
  }
  return results;
};

const checkOutcome = (
  compiled: Compiled,
  pool: Pool,
  compiledRule: CompiledRule,
  outcome: ErasedOutcome,
  footprint: Given,
): Fired | Fault => {
  const where = `rule '${compiledRule.rule.name}'`;
  if (typeof outcome !== "object" || outcome === null || !("label" in outcome))
    return fault("result", where, `expected outcomes with a label, got ${show(outcome)}`, footprint());
  const label = canonical(pool, where, "label", outcome.label, footprint);
  if (isFault(label)) return label;
  const writes = each(Object.entries(outcome.next ?? {}), (entry) =>
    checkWrite(compiled, pool, compiledRule, entry, footprint),
  );
  if (isFault(writes)) return writes;
  const sends = each(outcome.send ?? [], (send) => checkSend(compiled, pool, compiledRule, send, footprint));
  return isFault(sends) ? sends : { label, writes, sends };
};

/** The outcomes of a rule for the values of its footprint (in its order), and the message if it receives one. */
export const fire = (
  compiled: Compiled,
  pool: Pool,
  compiledRule: CompiledRule,
  values: ReadonlyArray<unknown>,
  message: unknown,
): ReadonlyArray<Fired> | Fault => {
  const { rule, reads } = compiledRule;
  const where = `rule '${rule.name}'`;
  const given = (): View => ({
    ...named(compiled, reads, values),
    ...(rule.receives === undefined ? {} : { [`message from ${rule.receives}`]: message }),
  });
  const returned = call(where, given, () => rule.step(viewOf(reads, values), message));
  if (returned.tag === "Fault") return returned;
  const outcomes: unknown = returned.value;
  if (!Array.isArray(outcomes))
    return fault("result", where, `expected an array of outcomes, got ${show(outcomes)}`, given());
  return each(outcomes as ReadonlyArray<ErasedOutcome>, (outcome) =>
    checkOutcome(compiled, pool, compiledRule, outcome, given),
  );
};

/** The answer of a predicate over the values of a footprint. */
export const judge = (
  compiled: Compiled,
  where: string,
  reads: Resolved,
  values: ReadonlyArray<unknown>,
  predicate: (view: View) => boolean,
): boolean | Fault => {
  const footprint = () => named(compiled, reads, values);
  return truth(
    where,
    footprint,
    call(where, footprint, () => predicate(viewOf(reads, values))),
  );
};

/** The answer of an action property about one step. */
export const judgeStep = (
  compiled: Compiled,
  where: string,
  reads: Resolved,
  before: ReadonlyArray<unknown>,
  label: unknown,
  after: ReadonlyArray<unknown>,
  overflowed: ReadonlyArray<string>,
  predicate: (before: View, label: unknown, after: View, overflowed: ReadonlyArray<string>) => boolean,
): boolean | Fault => {
  const footprint = () => ({
    before: named(compiled, reads, before),
    label,
    after: named(compiled, reads, after),
  });
  const [from, to] = [viewOf(reads, before), viewOf(reads, after)];
  return truth(
    where,
    footprint,
    call(where, footprint, () => predicate(from, label, to, overflowed)),
  );
};

/** The antecedent of an action property: what it says of a label. */
export const judgeLabel = (
  where: string,
  label: unknown,
  overflowed: ReadonlyArray<string>,
  given: (label: unknown, overflowed: ReadonlyArray<string>) => boolean,
): boolean | Fault => {
  const footprint = () => ({ label });
  return truth(
    where,
    footprint,
    call(where, footprint, () => given(label, overflowed)),
  );
};

const truth = (where: string, footprint: Given, answer: Returned<unknown> | Fault): boolean | Fault => {
  if (answer.tag === "Fault") return answer;
  return typeof answer.value === "boolean"
    ? answer.value
    : fault("result", where, `expected a boolean, got ${show(answer.value)}`, footprint());
};

/** The next value of the observer at `place`. */
export const observe = (
  compiled: Compiled,
  pool: Pool,
  place: number,
  state: unknown,
  label: unknown,
  overflowed: ReadonlyArray<string>,
): Canonical | Fault => {
  const observer = compiled.components[place];
  if (observer?.kind !== "observer") throw new Error(`component ${place} is not an observer: compile listed it as one`);
  const where = `observer '${observer.name}'`;
  const footprint = () => ({ [observer.name]: state, label });
  const next = call(where, footprint, () => observer.observe(state, label, overflowed));
  return next.tag === "Fault" ? next : canonical(pool, where, observer.name, next.value, footprint);
};
