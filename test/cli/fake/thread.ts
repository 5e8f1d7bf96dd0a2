import { serve } from "../../../cli/simulation-serve.js";
import { fake } from "./workbench.js";

serve(fake());
