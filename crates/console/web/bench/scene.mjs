// What happens beside the demo's own while screenshots are taken: a busy morning.
const CAMERAS = {
  junction: "camera/cam-1122",
  crossing: "camera/cam-3072",
  school: "camera/cam-2900",
  market: "camera/cam-0081",
  station: "camera/cam-2788",
};
const POINTS = [
  [21.274, 106.199],
  [21.188, 106.064],
  [21.121, 105.96],
  [21.404, 106.586],
  [21.28, 106.19],
];

/** The steps in their order; each makes an event of the time that it is told. */
export const SCENE = [
  incident("school", "CROWD", "LOW", "NEW"),
  report(0, "WASTE"),
  security("PHISHING", "MEDIUM", "24"),
  step(0, 1, "WASTE", "ACCEPTED"),
  incident("crossing", "ACCIDENT", "MEDIUM", "NEW"),
  report(1, "STREET_LIGHT"),
  incident("school", "CROWD", "LOW", "END"),
  report(2, "ROAD"),
  step(0, 2, "WASTE", "ASSIGNED"),
  step(1, 1, "STREET_LIGHT", "ACCEPTED"),
  security("MALWARE", "HIGH", "07210"),
  incident("station", "INTRUSION", "MEDIUM", "NEW"),
  incident("crossing", "ACCIDENT", "MEDIUM", "END"),
  report(3, "TREE"),
  step(2, 1, "ROAD", "IN_PROGRESS"),
  incident("market", "FIRE", "HIGH", "NEW"),
  incident("station", "INTRUSION", "LOW", "END"),
  report(4, "URBAN_ORDER"),
  incident("market", "FIRE", "CRITICAL", "UPDATE"),
  incident("junction", "ACCIDENT", "HIGH", "NEW"),
  step(0, 3, "WASTE", "RESOLVED"),
];

const begun = new Map();

function incident(where, category, severity, phase) {
  return (time) => {
    if (phase === "NEW") begun.set(where, time);
    return {
      id: `scene-${where}-${phase}`,
      source: CAMERAS[where],
      time,
      cameraIncident: {
        incidentId: `scene-${where}`,
        startedAt: begun.get(where),
        category,
        phase,
        severity,
      },
    };
  };
}

function security(category, severity, unit) {
  const id = `scene-${category}`;
  return (time) => ({ id, source: "soc/1", time, unit, securityAlert: { category, severity } });
}

function report(number, serviceCode) {
  return (time) => {
    begun.set(number, time);
    return { ...pointOf(number, time), id: `scene-${number}`, reportSubmitted: { serviceCode } };
  };
}

function step(number, count, serviceCode, status) {
  return (time) => ({
    ...pointOf(number, time),
    id: `scene-${number}-${count}`,
    reportUpdated: {
      reportId: `scene-${number}`,
      submittedAt: begun.get(number),
      step: count,
      status,
      serviceCode,
    },
  });
}

function pointOf(number, time) {
  const [latitude, longitude] = POINTS[number];
  return { source: "app/scene", time, point: { latitude, longitude } };
}
