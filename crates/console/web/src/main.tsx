import { render } from "preact";
import { Screen } from "./parts/Screen";
import { start } from "./start";
import "./style/main.css";

const root = document.getElementById("screen");
if (root) {
  // What stands there until this runs.
  root.replaceChildren();
  render(<Screen />, root);
  start();
}
