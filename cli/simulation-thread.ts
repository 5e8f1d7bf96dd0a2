import { serve } from "./simulation-serve.js";
import { workbench } from "./workbench.js";

serve(workbench());
