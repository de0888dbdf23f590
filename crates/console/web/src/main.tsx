import { render } from "preact";
import { Screen } from "./parts/Screen";
import { start } from "./start";
import "./style/main.css";

const root = document.getElementById("screen");
if (root) {
  render(<Screen />, root);
  start();
}
