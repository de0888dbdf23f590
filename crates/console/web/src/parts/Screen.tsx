// The whole page.
import { useEffect } from "preact/hooks";
import { MapView } from "../map/MapView";
import { Header } from "./Header";
import { Help } from "./Help";
import { followKeys } from "./keys";
import { Notice } from "./Notice";
import { Panel } from "./Panel";
import { Queue } from "./Queue";
import { Strip } from "./Strip";
import { TimeBar } from "./TimeBar";
import { Tools } from "./Tools";

export function Screen() {
  useEffect(followKeys, []);
  return (
    <>
      <Header />
      <Notice />
      <Strip />
      <main>
        <Queue />
        <div class="stage">
          <Tools />
          <MapView />
          <TimeBar />
        </div>
        <Panel />
      </main>
      <Help />
    </>
  );
}
