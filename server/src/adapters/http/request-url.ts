/**
 * The address of a request. The health checks of some load balancers are HTTP/1.0 and name no
 * host; the runtime then gives the path alone.
 */
export function urlOf(request: Request): URL {
  return new URL(request.url.startsWith("/") ? `http://localhost${request.url}` : request.url);
}
