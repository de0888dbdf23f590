import { render } from "preact";
import { start } from "./start";
import { Screen } from "./parts/Screen";
import "./style/main.css";

const root = document.getElementById("screen");
if (root) {
  render(<Screen />, root);
  start();
}
