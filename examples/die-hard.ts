// Two jugs, of 3 and 5 gallons, a tap and a drain: can exactly 4 gallons be measured? Run: npx tsx die-hard.ts
import { explore, specify } from "mpacheck/checker";
import { showResult } from "mpacheck/report";

// What there is: two components, no channels. A label says what an onlooker would see.
type Jugs = {
  components: { small: number; big: number };
  label: "fill small" | "fill big" | "empty small" | "empty big" | "small to big" | "big to small";
};
const { rule, never, always, system } = specify<Jugs>();

// A rule names what it reads (its footprint), sees exactly that, and returns the ways it can happen.
// It is pure: the checker runs it once per combination of values, not once per state.
const rules = [
  rule("FillSmall", ["small"], () => [{ label: "fill small", next: { small: 3 } }]),
  rule("FillBig", ["big"], () => [{ label: "fill big", next: { big: 5 } }]),
  rule("EmptySmall", ["small"], () => [{ label: "empty small", next: { small: 0 } }]),
  rule("EmptyBig", ["big"], () => [{ label: "empty big", next: { big: 0 } }]),
  rule("SmallToBig", ["small", "big"], ({ small, big }) => {
    const poured = Math.min(small, 5 - big);
    return [{ label: "small to big", next: { small: small - poured, big: big + poured } }];
  }),
  rule("BigToSmall", ["small", "big"], ({ small, big }) => {
    const poured = Math.min(big, 3 - small);
    return [{ label: "big to small", next: { small: small + poured, big: big - poured } }];
  }),
];

export const dieHard = system({
  name: "Die Hard",
  components: { small: [0], big: [0] }, // initial values; several are allowed
  rules,
  properties: [
    always("jugs are not overfull", ["small", "big"], ({ small, big }) => small <= 3 && big <= 5),
    never("4 gallons in the big jug", ["big"], ({ big }) => big === 4), // its shortest counterexample is the answer
  ],
});

console.log(showResult(explore(dieHard)));
