/**
 * The naive twin: the same contract by strings and a Set, with its own channels, no tables, no identities, nothing shared
 * with the checker but the types. Good for small systems whose values are JSON without negative zero.
 */
import type { Component, System } from "../../checker/system.js";

export type Values = Record<string, unknown>;
export type Step = { rule: string; label: unknown; overflowed: string[]; to: Values };

/** Equal for equal values, whatever the order of their keys. */
export const text = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? "undefined";

const tidy = (c: Component | undefined, messages: unknown[]): unknown[] => {
  if (c?.kind !== "channel" || c.discipline === "fifo") return messages;
  const sorted = messages.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
  return c.discipline === "bag" ? sorted : sorted.filter((m, i) => i === 0 || text(m) !== text(sorted[i - 1]));
};

export const steps = (system: System, from: Values): { steps: Step[]; blocked: number } => {
  const component = (name: string) => system.components.find((c) => c.name === name);
  const result: Step[] = [];
  let blocked = 0;
  for (const rule of system.rules) {
    const seenBy = view(rule.reads, from);
    const channel = component(rule.receives ?? "");
    const held = (from[rule.receives ?? ""] ?? []) as unknown[];
    const offers: (number | undefined)[] = channel === undefined ? [undefined] : [...held.keys()];
    const seen = new Set<string>();
    for (const at of offers) {
      const message = at === undefined ? undefined : held[at];
      if (channel?.kind === "channel" && channel.discipline === "fifo" && at !== 0) continue;
      if (at !== undefined && seen.has(text(message))) continue;
      seen.add(text(message));
      for (const { label, next = {}, send = [] } of rule.step(seenBy, message)) {
        const to: Values = { ...from };
        if (at !== undefined) to[rule.receives ?? ""] = held.toSpliced(at, 1);
        for (const [alias, value] of Object.entries(next)) {
          const name = rule.reads[alias] ?? "";
          to[name] = Array.isArray(value) ? tidy(component(name), value) : value;
        }
        const overflowed: string[] = [];
        const fits = send.every(({ to: name, message: sent }) => {
          const c = component(name);
          if (c?.kind !== "channel") throw new Error("no such channel");
          const after = tidy(c, [...(to[name] as unknown[]), sent]);
          if (after.length <= c.capacity) to[name] = after;
          else if (c.whenFull === "block") return false;
          else overflowed.push(name);
          return true;
        });
        if (!fits) blocked++;
        if (!fits) continue;
        const lost = [...new Set(overflowed)].toSorted();
        for (const c of system.components) if (c.kind === "observer") to[c.name] = c.observe(to[c.name], label, lost);
        result.push({ rule: rule.name, label, overflowed: lost, to });
      }
    }
  }
  return { steps: result, blocked };
};

/** Of each start, all combinations of the values that it leaves open. */
export const initialStates = (system: System): Values[] =>
  system.starts.flatMap((start) => {
    let states: Values[] = [{}];
    for (const c of system.components) {
      const values: ReadonlyArray<unknown> = Object.hasOwn(start, c.name) ? [start[c.name]] : c.initial;
      states = states.flatMap((state) =>
        values.map((value) => ({
          ...state,
          [c.name]: c.kind === "channel" ? tidy(c, [...(value as unknown[])]) : value,
        })),
      );
    }
    return states;
  });

/** What a footprint shows of a state. */
export const view = (reads: Readonly<Record<string, string>>, state: Values): Values =>
  Object.fromEntries(Object.entries(reads).map(([alias, name]) => [alias, state[name]]));

export const naive = (system: System) => {
  const queue = initialStates(system).map((state) => ({ state, depth: 0 }));
  const visited = new Set(queue.map(({ state }) => text(state)));
  const found = new Map<string, number>();
  const given = new Set<string>();
  const fired: Record<string, number> = {};
  let [transitions, cut, blocked] = [0, 0, 0];
  for (const { state, depth } of queue) {
    const out = steps(system, state);
    blocked += out.blocked;
    transitions += out.steps.length;
    for (const p of system.properties) {
      const v = view(p.reads, state);
      if ((p.kind === "always" || p.kind === "never") && p.given?.(v) === true) given.add(p.name);
      const hit =
        (p.kind === "always" && (p.given?.(v) ?? true) && !p.holds(v)) ||
        (p.kind === "never" && (p.given?.(v) ?? true) && p.holds(v)) ||
        (p.kind === "sometimes" && p.holds(v)) ||
        (p.kind === "deadlock-free" && out.steps.length === 0 && !p.terminal(v));
      if (hit && !found.has(p.name)) found.set(p.name, depth);
      for (const { label, overflowed, to } of out.steps)
        if (p.kind === "action" && (p.given?.(label, overflowed) ?? true)) {
          given.add(p.name);
          if (!found.has(p.name) && !p.holds(v, label, view(p.reads, to), overflowed)) found.set(p.name, depth + 1);
        }
    }
    for (const { rule, to } of out.steps) {
      fired[rule] = (fired[rule] ?? 0) + 1;
      if (visited.has(text(to))) continue;
      if (system.boundaries.some((b) => !b.holds(view(b.reads, to)))) cut++;
      else queue.push({ state: to, depth: depth + 1 });
      if (!system.boundaries.some((b) => !b.holds(view(b.reads, to)))) visited.add(text(to));
    }
  }
  return { states: visited.size, transitions, depth: queue.at(-1)?.depth ?? 0, found, given, cut, blocked, fired };
};
