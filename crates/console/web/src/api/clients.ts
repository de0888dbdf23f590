// The services of the server that the page came from.
import { createClient, type Interceptor } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { signal } from "@preact/signals";
import { HistoryService } from "../gen/kinhbac/v1/history_pb";
import { LiveService } from "../gen/kinhbac/v1/live_pb";
import { RegistryService } from "../gen/kinhbac/v1/registry_pb";

/** The installation's time zone, told with each answer. */
export const zone = signal("Asia/Ho_Chi_Minh");

const readZone: Interceptor = (next) => async (request) => {
  const response = await next(request);
  zone.value = response.header.get("kinhbac-time-zone") ?? zone.value;
  return response;
};

const transport = createGrpcWebTransport({ baseUrl: location.origin, interceptors: [readZone] });

export const live = createClient(LiveService, transport);
export const history = createClient(HistoryService, transport);
export const registry = createClient(RegistryService, transport);
