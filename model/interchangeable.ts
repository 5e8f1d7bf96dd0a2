/** That two mobile nodes with the same options may change places. */
import type { Symmetry } from "../checker/system.js";
import { inOrder } from "./entities/ha.js";
import { homePrefix } from "./entities/lma-processing.js";
import { duplicated, lost } from "./network.js";
import type { Options } from "./options.js";
import { probeName } from "./packets.js";
import { type HomeAgent, type Journeys, type SignalWire, sessionOf, stationOf } from "./state.js";
import { type MobileNode, pmas, poas } from "./vocabulary.js";

const nodes: ReadonlyArray<MobileNode> = ["MN", "MN2"];
const both = <A>(make: (mn: MobileNode) => A): ReadonlyArray<A> => nodes.map(make);

const wires: ReadonlyArray<ReadonlyArray<SignalWire>> = pmas.flatMap((pma) => [
  both((mn) => `${pma}>${mn}` as const),
  both((mn) => `${mn}>${pma}` as const),
]);

type Tidied = { readonly journeys: Journeys; readonly HA: HomeAgent };

const is = <C extends keyof Tidied>(name: C, component: string, value: unknown): value is Tidied[C] =>
  component === name && value !== null;

/** The lists that the observer and the HA keep in the order of mobile nodes. */
const tidy = (component: string, value: unknown): unknown => {
  if (is("journeys", component, value)) return { ...value, switching: value.switching.toSorted() };
  return is("HA", component, value) ? inOrder(value) : value;
};

const mobileNodes: Symmetry = {
  name: "mobile nodes",
  components: [
    nodes,
    ...pmas.map((pma) => both((mn) => sessionOf(pma, mn))),
    ...poas.map((poa) => both((mn) => stationOf(poa, mn))),
    ...wires,
  ],
  names: [
    nodes,
    both((mn) => homePrefix[mn]),
    ...(["down", "up"] as const).flatMap((direction) =>
      [1, 2].map((number) => both((mn) => probeName({ type: "probe", direction, mn, number }))),
    ),
    ...wires.flatMap((pair) => [pair.map(lost), pair.map(duplicated)]),
  ],
  tidy,
};

/** A companion that stays has fewer moves: then they are told apart. */
export const symmetriesOf = (options: Options): ReadonlyArray<Symmetry> =>
  options.mobileNodes === 2 && options.companion === "moves" ? [mobileNodes] : [];
