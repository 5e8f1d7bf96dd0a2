/** One small system under readings that differ in one thing each, explored and ready to be compared. */
import { explore } from "../../../checker/explore/breadth-first.js";
import { follow } from "../../../checker/follow.js";
import { specify } from "../../../checker/specify.js";
import type { Property, System } from "../../../checker/system.js";
import type { Reading } from "../../../report/compare.js";

type Door = {
  components: { door: "open" | "shut" | "locked"; light: { on: boolean }; key: number };
  label: { who: string; does: string };
};
const { rule, always, sometimes, action, deadlockFree, alwaysEventually, eventuallyAlways, system } = specify<Door>();

export type Options = {
  /** What shutting the door comes to. */
  readonly shuts: "shut" | "locked";
  /** Who shuts it. */
  readonly who: string;
  /** Whether the light can be switched. */
  readonly power: boolean;
  readonly key: number;
  /** Who must not be in the dark. */
  readonly asks: "nothing" | "light";
  /** Whether the door, once shut, must be opened again. */
  readonly owed: boolean;
};

export const usual: Options = { shuts: "shut", who: "wind", power: true, key: 0, asks: "light", owed: false };

const house = ({ shuts, who, power, key, owed }: Options, properties: ReadonlyArray<Property>): System =>
  system({
    name: "house",
    components: { door: ["open"], light: [{ on: true }], key: [key] },
    rules: [
      rule(
        "shut",
        ["door"],
        ({ door }) => (door === "open" ? [{ label: { who, does: "shuts the door" }, next: { door: shuts } }] : []),
        { sources: ["house §1"] },
      ),
      rule(
        "open",
        ["door"],
        ({ door }) =>
          door === "shut" ? [{ label: { who: "wind", does: "opens the door" }, next: { door: "open" } }] : [],
        { fairness: owed ? "weak" : "none" },
      ),
      ...(power
        ? [
            rule("switch", ["light", "door"], ({ light: { on }, door }) =>
              door !== "open" && on
                ? [{ label: { who: "MN", does: "switches the light" }, next: { light: { on: !on } } }]
                : [],
            ),
          ]
        : []),
    ],
    properties,
  });

const propertiesOf = ({ asks, who, key }: Options): Readonly<Record<string, Property>> => ({
  "is light": always("is light", ["light"], ({ light }) => asks === "nothing" || light.on),
  "never locked": always("never locked", ["door"], ({ door }) => door !== "locked"),
  "locked at last": sometimes("locked at last", ["door"], ({ door }) => door === "locked"),
  "only the wind": action("only the wind", [], (_, label) => label.does !== "shuts the door" || label.who === "wind"),
  "goes on": deadlockFree("goes on", [], () => false),
  "open again": alwaysEventually("open again", ["door"], ({ door }) => door === "open"),
  "stays open": eventuallyAlways("stays open", ["door"], ({ door }) => asks === "nothing" || door === "open"),
  "in the dark": sometimes("in the dark", ["door", "light"], ({ door, light }) => door === "open" && !light.on),
  "of nobody": always("of nobody", [], () => true, { given: () => who === "nobody" }),
  ...(key > 0 ? { "has a key": always("has a key", ["key"], (view) => view.key > 0) } : {}),
});

/** A reading with the properties of these names, as far as it has them. */
export const reading = (changed: Partial<Options>, names: ReadonlyArray<string>, maxStates?: number): Reading => {
  const options = { ...usual, ...changed };
  const known = propertiesOf(options);
  const made = house(
    options,
    names.flatMap((name) => known[name] ?? []),
  );
  const report = explore(made, { now: () => 0, ...(maxStates === undefined ? {} : { maxStates }) });
  if (report.tag === "Fault") throw new Error(report.what);
  return {
    explored: {
      name: "house",
      title: "",
      profile: "as-written",
      options,
      expect: undefined,
      says: Object.fromEntries(names.map((name) => [name, `says that it is ${name}`])),
      telling: {
        entity: (label) => (label as Door["label"]).who,
        event: (label) => (label as Door["label"]).does,
        wire: () => undefined,
        path: ({ door }) => (door === "open" ? "in" : "nowhere"),
      },
      report,
    },
    system: made,
    follow: (run) => {
      const found = follow(made, run);
      if (found.tag === "Fault") throw new Error(found.what);
      return found;
    },
  };
};
